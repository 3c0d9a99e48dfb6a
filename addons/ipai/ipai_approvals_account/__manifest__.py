{
    "name": "Approvals - Invoicing",
    "summary": "Bills, invoices and entries are posted only when approved",
    "version": "19.0.1.1.0",
    "category": "Accounting/Accounting",
    "author": "InsightPulse AI",
    "website": "https://github.com/Insightpulseai/odoo",
    "license": "LGPL-3",
    "depends": ["ipai_approvals", "account"],
    "auto_install": True,
    "data": ["views/account_move_views.xml"],
    "demo": ["demo/ipai_approval_demo.xml"],
    "assets": {
        "web.assets_tests": ["ipai_approvals_account/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
    "images": [
        "static/description/refused.png",
        "static/description/approved.png",
    ],
}
