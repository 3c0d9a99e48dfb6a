from . import ipai_bir_dat_writer
from . import ipai_bir_layout
from . import ipai_bir_atc
from . import resource_calendar
from . import ipai_bir_obligation
from . import ipai_bir_registration
from . import ipai_bir_filing
from . import ir_attachment
