from . import ipai_report_evaluator
from . import ipai_report_aggregation
from . import ipai_report_run
from . import ipai_report_figure
