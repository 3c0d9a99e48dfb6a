{
    "name": "Philippines - BIR VAT Return",
    "summary": "2550Q with drill-down and the summary lists of sales and purchases",
    "version": "19.0.1.1.0",
    "category": "Accounting/Localizations",
    "author": "InsightPulse AI",
    "website": "https://github.com/Insightpulseai/odoo",
    "license": "LGPL-3",
    "depends": ["ipai_bir_base", "ipai_report_engine"],
    "data": [
        "security/ipai_bir_vat_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "report/ipai_bir_vat_return_report.xml",
        "views/ipai_bir_slsp_line_views.xml",
        "views/ipai_bir_vat_return_views.xml",
        "views/ipai_bir_vat_menus.xml",
    ],
    "demo": [
        "demo/res_partner_demo.xml",
        "demo/account_move_demo.xml",
        "demo/ipai_bir_vat_return_demo.xml",
    ],
    "assets": {
        "web.assets_tests": ["ipai_bir_vat/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
    "images": [
        "static/description/vat_return.png",
        "static/description/slsp.png",
    ],
}
