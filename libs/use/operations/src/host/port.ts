/** What a room may use. */
export interface Limits {
  readonly memoryMb: number;
  readonly processes: number;
  /** Share of one processor, 1 = all of it. */
  readonly cpus: number;
}

export const LIMITS: Limits = { memoryMb: 2048, processes: 256, cpus: 2 };

export interface RoomRequest {
  /** Letters, digits and dashes; an older room of this name is ended first. */
  readonly id: string;
  /** User that everything in the room runs as; no other room has it. */
  readonly uid: number;
  /** The room's own folder, writable there: home, data, logs. */
  readonly home: string;
  /** Folders that are seen at their own path and cannot be written. */
  readonly readOnly: readonly string[];
  /** Folders that are seen at their own path and can be. */
  readonly writable?: readonly string[];
  readonly limits?: Limits;
}

/** A closed place in which a build runs: own user, processes, file system, network of its own with nobody else in it. */
export interface Room {
  readonly id: string;
  /** `enter COMMAND ARGUMENT…` runs a command in the room and ends as it does. */
  readonly enter: string;
  /** The same with the machine's network, for packages; nothing of the branch's own runs by it. */
  readonly enterWithNetwork: string;
  /** Stands for `python3` in the room, for callers that start a Python. */
  readonly python: string;
}

/**
 * Where builds run. There are two: `sandbox` (namespaces and cgroups of this machine, no engine needed) and `docker`
 * (containers of a Docker engine). A room outlives the process that opened it: consoles and builders may be killed.
 */
export interface BuildHost {
  readonly kind: "sandbox" | "docker";
  open(request: RoomRequest): Promise<Room>;
  /** The room of this name where it is open, after a restart for example; else null. */
  find(id: string): Promise<Room | null>;
  /** Ends everything in the room; nothing happens where there is none. */
  close(id: string): Promise<void>;
  /** Names of open rooms. */
  list(): Promise<string[]>;
  /** Bytes of memory that a room uses now, and how often a process of it was ended for lack of memory. */
  usage(id: string): Promise<{ memory: number; killed: number }>;
}
