import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("ipai_bir_prepare_filing", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the app",
            trigger: '.o_app[data-menu-xmlid="ipai_bir_base.menu_bir_root"]',
            run: "click",
        },
        {
            content: "Open the filings menu",
            trigger: 'button[data-menu-xmlid="ipai_bir_base.menu_bir_filings"]',
            run: "click",
        },
        {
            content: "List all filings",
            trigger: '.dropdown-item[data-menu-xmlid="ipai_bir_base.menu_bir_filing"]',
            run: "click",
        },
        {
            content: "Open the return",
            trigger: '.o_data_row td[name=obligation_id]:contains("1601-EQ")',
            run: "click",
        },
        {
            content: "It says when it is due",
            trigger: ".o_form_view .o_field_widget[name=due_date]",
        },
        {
            content: "Mark it prepared",
            trigger: "button[name=action_prepare]",
            run: "click",
        },
        {
            content: "It waits for its review",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Prepared")',
        },
        {
            content: "Whoever prepared it tries to approve it",
            trigger: "button[name=action_review]",
            run: "click",
        },
        {
            content: "and is refused",
            trigger: '.modal-body:contains("somebody else must review it")',
        },
        {
            content: "Read it",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
    ],
});
