#!/usr/bin/env node
import * as modules from "node:module";

// Node 22.8 keeps what it compiled; earlier ones compile at every start.
modules.enableCompileCache?.();
const { main } = await import("../dist/ipai.js");
process.exitCode = await main(process.argv);
