import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("ipai_schedule_spread_bill", {
    steps: () => [
        {
            content: "Spread the bill",
            trigger: "button[name=action_ipai_spread]",
            timeout: 60000,
            run: "click",
        },
        {
            content: "A year from the bill's date is proposed; choose by day",
            trigger: '.modal .o_field_widget[name=method] label:contains("By day")',
            timeout: 60000,
            run: "click",
        },
        {
            content: "Create the schedule",
            trigger: ".modal button[name=action_spread]",
            run: "click",
        },
        {
            content: "Its entries are planned",
            trigger: '.o_field_widget[name=line_ids] .o_data_row:contains("Planned")',
            timeout: 60000,
        },
        {
            content: "Confirm it",
            trigger: "button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Entries are posted",
            trigger: '.o_field_widget[name=line_ids] .o_data_row:contains("Posted")',
            timeout: 60000,
        },
        {
            content: "Back to the bill",
            trigger: "button[name=action_open_source]",
            run: "click",
        },
        {
            content: "The bill leads to its schedule",
            trigger: "button[name=action_ipai_open_schedules]",
            timeout: 60000,
            run: "click",
        },
        {
            content: "It is not in draft any more",
            trigger: '.o_form_view:has(.o_field_widget[name=line_ids]) .o_data_row:contains("Posted")',
            timeout: 60000,
        },
    ],
});
