import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("ipai_report_compute_statement", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open accounting",
            trigger: '.o_app[data-menu-xmlid="account.menu_finance"]',
            run: "click",
        },
        {
            content: "Open its reports",
            trigger: 'button[data-menu-xmlid="account.menu_finance_reports"]',
            run: "click",
        },
        {
            content: "List the statements",
            trigger: '.dropdown-item[data-menu-xmlid="ipai_report_engine.menu_report_run"]',
            run: "click",
        },
        {
            content: "Open the draft",
            trigger: '.o_data_row td[name=report_id]:contains("Profit and Loss")',
            run: "click",
        },
        {
            content: "Compute it",
            trigger: "button[name=action_compute]",
            run: "click",
        },
        {
            content: "Its figures are there",
            trigger: '.o_field_widget[name=result_html]:contains("1,000.00")',
        },
        {
            content: "Look at the figures",
            trigger: '.nav-link:contains("Figures")',
            run: "click",
        },
        {
            content: "Open the items of one",
            trigger: ".o_data_row button[name=action_open_items]:first",
            run: "click",
        },
        {
            content: "They are journal items",
            trigger: ".o_list_view .o_data_row td[name=account_id]",
        },
    ],
});
