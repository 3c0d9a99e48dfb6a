{
    "name": "Sealed Evidence",
    "summary": "Seals documents and attachments in a chain of hashes, and freezes controlled fields",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "InsightPulse AI",
    "website": "https://github.com/Insightpulseai/odoo",
    "license": "LGPL-3",
    "depends": ["mail"],
    "data": [
        "security/ipai_evidence_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron_data.xml",
        "views/ipai_evidence_seal_views.xml",
        "views/ipai_evidence_verification_views.xml",
        "views/ipai_evidence_menus.xml",
    ],
}
