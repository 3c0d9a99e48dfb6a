from . import ipai_segregation_rule
from . import ipai_segregation_exception
from . import ipai_segregation_finding
from . import ipai_segregation_count
