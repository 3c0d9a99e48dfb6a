import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("ipai_service_desk_ticket", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the app",
            trigger: '.o_app[data-menu-xmlid="ipai_service_desk.menu_desk_root"]',
            run: "click",
        },
        {
            content: "Open the queue",
            trigger: '.o_kanban_record:contains("Payables")',
            run: "click",
        },
        {
            content: "One ticket missed its service level",
            trigger:
                '.o_kanban_record:contains("Bill 4711 not paid"):contains("Missed")',
        },
        {
            content: "Open the fresh one",
            trigger: '.o_kanban_record:contains("Where is form 2307"):contains("In Time")',
            run: "click",
        },
        {
            content: "Look at its service levels",
            trigger: '.nav-link:contains("Service Levels")',
            run: "click",
        },
        {
            content: "It has a deadline",
            trigger:
                '.o_field_widget[name=sla_status_ids] .o_data_row:contains("Solved in a day")',
        },
        {
            content: "Write to the requester",
            trigger: ".o-mail-Chatter-sendMessage",
            run: "click",
        },
        {
            content: "Say what is done",
            trigger: ".o-mail-Composer-input",
            run: "edit We issue it today",
        },
        {
            content: "Send",
            trigger: ".o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "It was sent",
            trigger: '.o-mail-Message:contains("We issue it today")',
        },
        {
            content: "Show the folded stages",
            trigger: ".o_statusbar_status .dropdown-toggle.o_first:visible",
            run: "click",
        },
        {
            content: "Solve it",
            trigger: '.o-dropdown-item:contains("Solved")',
            run: "click",
        },
        {
            content: "The level is reached",
            trigger: '.o_field_widget[name=sla_state]:contains("Reached")',
        },
    ],
});
