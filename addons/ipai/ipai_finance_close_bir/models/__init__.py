from . import ipai_close_check
