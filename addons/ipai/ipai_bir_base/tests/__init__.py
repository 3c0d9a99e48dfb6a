from . import test_access
from . import test_dat_writer
from . import test_due_dates
from . import test_filing
from . import test_layout
from . import test_registration
from . import test_scheduled_actions
from . import test_views
