import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("ipai_bir_issue_quarter", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the app",
            trigger: '.o_app[data-menu-xmlid="ipai_bir_base.menu_bir_root"]',
            run: "click",
        },
        {
            content: "Open the withholding menu",
            trigger: 'button[data-menu-xmlid="ipai_bir_withholding.menu_bir_withholding"]',
            run: "click",
        },
        {
            content: "List the certificates to payees",
            trigger:
                '.dropdown-item[data-menu-xmlid="ipai_bir_withholding.menu_bir_certificate"]',
            run: "click",
        },
        {
            content: "Open the draft",
            trigger: '.o_data_row td:contains("Test Partner Company")',
            run: "click",
        },
        {
            content: "It states what the ledger says",
            trigger: '.o_field_widget[name=amount_tax]:contains("2,000.00")',
        },
        {
            content: "Issue it",
            trigger: "button[name=action_issue]",
            run: "click",
        },
        {
            content: "It is issued",
            trigger: '.o_statusbar_status button.o_arrow_button_current:contains("Issued")',
        },
        {
            content: "and has its number",
            trigger: '.o_field_widget[name=name]:contains("2307/")',
        },
    ],
});
