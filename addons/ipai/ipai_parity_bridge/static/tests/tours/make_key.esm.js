import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ipai_parity_make_key", {
    steps: () => [
        {
            content: "The snapshots are listed",
            trigger: ".o_list_view .o_data_row td[name=sha256]",
        },
        {
            content: "Open the technical menu",
            trigger: 'button[data-menu-xmlid="base.menu_custom"]',
            run: "click",
        },
        {
            content: "Ask for a key",
            trigger: '.dropdown-item[data-menu-xmlid="ipai_parity_bridge.menu_parity_key"]',
            run: "click",
        },
        {
            content: "Say who uses it",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Nightly analyzer",
        },
        {
            content: "Create it",
            trigger: ".modal button[name=action_create]",
            run: "click",
        },
        {
            content: "It is shown once",
            trigger: ".modal .o_field_widget[name=key]",
        },
    ],
});
