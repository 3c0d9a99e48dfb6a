from . import test_access
from . import test_category
from . import test_delegation
from . import test_mixin
from . import test_report
from . import test_request
from . import test_schedule
from . import test_concurrency
