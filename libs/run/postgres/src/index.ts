export { addressFromEnvironment, type ServerAddress } from "./address.ts";
export { ServerUnavailable, withClient } from "./client.ts";
export { findServerBinaries, freePort, serverUserPrefix } from "./cluster/machine.ts";
export { clusterFolder, joinPrivateCluster, removePrivateCluster, type PrivateCluster } from "./cluster/private.ts";
export { startScratchCluster, type ScratchCluster, type ScratchOptions } from "./cluster/scratch.ts";
export { initCluster, startCluster, stopCluster } from "./cluster/control.ts";
export { connectServer, type Server } from "./connect.ts";
