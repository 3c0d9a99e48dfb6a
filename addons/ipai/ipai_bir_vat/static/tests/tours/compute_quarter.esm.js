import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("ipai_bir_compute_quarter", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the app",
            trigger: '.o_app[data-menu-xmlid="ipai_bir_base.menu_bir_root"]',
            run: "click",
        },
        {
            content: "Open the VAT menu",
            trigger: 'button[data-menu-xmlid="ipai_bir_vat.menu_bir_vat"]',
            run: "click",
        },
        {
            content: "List the returns",
            trigger: '.dropdown-item[data-menu-xmlid="ipai_bir_vat.menu_bir_vat_return"]',
            run: "click",
        },
        {
            content: "Open the draft of the quarter",
            trigger: '.o_data_row td[name=name]:contains("2550Q")',
            run: "click",
        },
        {
            content: "Compute it",
            trigger: "button[name=action_compute]",
            run: "click",
        },
        {
            content: "It is computed",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Computed")',
        },
        {
            content: "The tax due is that of the form",
            trigger: '.o_field_widget[name=still_payable]:contains("4,680.00")',
        },
        {
            content: "Open the entries of a box",
            trigger: "tr.o_data_row button[name=action_open_entries]:first",
            run: "click",
        },
        {
            content: "They are journal items",
            trigger: ".o_list_view .o_data_row td[name=account_id]",
        },
        {
            content: "Back to the return",
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            content: "Open its summary lists",
            trigger: "button[name=action_open_slsp]",
            run: "click",
        },
        {
            content: "Their sales tax is that of the return",
            trigger: '.o_group_header:contains("Sales"):contains("5,880.00")',
            run: "click",
        },
        {
            content: "The partners are listed",
            trigger: ".o_list_view .o_data_row td[name=partner_id]",
        },
    ],
});
