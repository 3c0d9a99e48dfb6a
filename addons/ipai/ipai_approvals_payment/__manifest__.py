{
    "name": "Approvals - Payments",
    "summary": "Payments and vendor bank accounts need a second person and cool off",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "InsightPulse AI",
    "website": "https://github.com/Insightpulseai/odoo",
    "license": "LGPL-3",
    "depends": ["ipai_approvals", "account"],
    "auto_install": True,
    "data": [
        "views/account_payment_views.xml",
        "views/res_partner_bank_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": ["demo/ipai_approval_demo.xml"],
    "uninstall_hook": "uninstall_hook",
}
