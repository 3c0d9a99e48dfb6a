{
    "name": "Finance Close - BIR Checks",
    "summary": "Overdue filings and withholding differences as close checks",
    "version": "19.0.1.0.1",
    "category": "Accounting/Localizations",
    "author": "InsightPulse AI",
    "website": "https://github.com/Insightpulseai/odoo",
    "license": "LGPL-3",
    "depends": ["ipai_finance_close", "ipai_bir_withholding"],
    "demo": ["demo/ipai_close_demo.xml"],
    "auto_install": True,
}
