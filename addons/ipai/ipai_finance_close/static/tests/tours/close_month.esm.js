import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("ipai_close_month", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the app",
            trigger: '.o_app[data-menu-xmlid="ipai_finance_close.menu_close_root"]',
            run: "click",
        },
        {
            content: "Open June",
            trigger: '.o_data_row td:contains("2026-06")',
            run: "click",
        },
        {
            content: "Send it to review",
            trigger: "button[name=action_review]",
            run: "click",
        },
        {
            content: "Try to close it",
            trigger: "button[name=action_close]",
            run: "click",
        },
        {
            content: "Confirm the lock",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "A red check refuses",
            trigger: '.modal-body:contains("Draft entries")',
        },
        {
            content: "Read it",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Look at the checks",
            trigger: '.nav-link:contains("Checks")',
            run: "click",
        },
        {
            content: "Edit the red one",
            trigger:
                '.o_data_row:has(td:contains("Draft entries")) td[name=waiver_reason]',
            run: "click",
        },
        {
            content: "Give the reason",
            trigger: ".o_data_row .o_field_widget[name=waiver_reason] input",
            run: "edit The supplier confirms next month",
        },
        {
            content: "Waive it",
            trigger: ".o_data_row button[name=action_waive]",
            run: "click",
        },
        {
            content: "It is waived",
            trigger: '.o_data_row .badge:contains("Waived")',
        },
        {
            content: "Close again",
            trigger: "button[name=action_close]",
            run: "click",
        },
        {
            content: "Confirm the lock",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The month is closed",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Closed")',
        },
    ],
});
