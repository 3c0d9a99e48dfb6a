def uninstall_hook(env):
    """Nothing guards these documents any more: their categories must not look as if."""
    env["ipai.approval.category"]._retire("hr.expense")
