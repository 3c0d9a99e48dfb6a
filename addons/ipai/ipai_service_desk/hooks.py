def uninstall_hook(env):
    """Leave the tickets as plain tasks: what the module adds to them goes with it."""
    rule = env.ref("ipai_service_desk.task_portal_own_rule", raise_if_not_found=False)
    if rule:
        # Its domain names a field that goes before the rule does.
        rule.unlink()
