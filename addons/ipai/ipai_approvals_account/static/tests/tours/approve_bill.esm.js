import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const confirmButton = "button[name=action_post]:not(.d-none):contains('Confirm')";

tours.add("ipai_approvals_account_ask", {
    steps: () => [
        {
            content: "The bill says that it needs approval",
            trigger: '.alert-warning:contains("Needs approval")',
        },
        {
            content: "Try to confirm it",
            trigger: confirmButton,
            run: "click",
        },
        {
            content: "It is refused",
            trigger: '.modal-body:contains("Needs approval")',
        },
        {
            content: "Read it",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Ask for approval",
            trigger: "body:not(:has(.modal)) button[name=action_request_approval]",
            run: "click",
        },
        {
            content: "It waits for the first approver",
            trigger: '.alert-warning:contains("waits for approval_first")',
        },
        {
            content: "The request can be opened from the bill",
            trigger: "button[name=action_open_approvals]",
        },
    ],
});

tours.add("ipai_approvals_account_approve", {
    steps: () => [
        {
            content: "Open what waits for me",
            trigger: '.o_data_row td[name=category_id]:contains("Bills from 100,000")',
            run: "click",
        },
        {
            content: "Approve it",
            trigger: ".o_form_view button[name=action_approve]",
            run: "click",
        },
        {
            content: "My decision is on record",
            trigger: '.o_form_view .nav-link:contains("Decisions")',
            run: "click",
        },
        {
            content: "I cannot decide twice",
            trigger: ".o_form_view:not(:has(button[name=action_approve]))",
        },
    ],
});

tours.add("ipai_approvals_account_post", {
    steps: () => [
        {
            content: "The bill is approved",
            trigger: '.alert-success:contains("was approved by")',
        },
        {
            content: "Confirm it",
            trigger: confirmButton,
            run: "click",
        },
        {
            content: "It is posted",
            trigger: '.o_statusbar_status .o_arrow_button_current:contains("Posted")',
        },
    ],
});
