from . import ipai_close_template
from . import ipai_close_period
from . import ipai_close_period_workflow
from . import ipai_close_task
from . import ipai_close_check
