// Entry of worker threads: the bundle gives it its own file so that threads can load it.
import { serveJobs } from "@ipai/catalog";

serveJobs();
