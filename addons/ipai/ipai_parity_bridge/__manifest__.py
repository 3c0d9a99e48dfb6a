{
    "name": "Parity Bridge",
    "summary": "Tells an outside analyzer what runs here, and nothing about the business",
    "version": "19.0.1.0.1",
    "category": "Technical",
    "author": "InsightPulse AI",
    "website": "https://github.com/Insightpulseai/odoo",
    "license": "LGPL-3",
    "depends": ["base_setup", "mail"],
    "data": [
        "security/ipai_parity_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "wizard/ipai_parity_key_views.xml",
        "views/ipai_parity_views.xml",
    ],
    "demo": ["demo/ipai_parity_demo.xml"],
    "assets": {
        "web.assets_tests": ["ipai_parity_bridge/static/tests/tours/**/*"],
    },
    "images": ["static/description/snapshots.png"],
}
