from . import ipai_close_hard_lock
from . import ipai_close_reopen
