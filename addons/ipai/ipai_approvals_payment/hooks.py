def uninstall_hook(env):
    """Nothing guards payments any more: their categories must not look as if."""
    env["ipai.approval.category"]._retire("account.payment")
