from . import ipai_approval_decide
