export {
  SourceUnavailable,
  type ModuleFile,
  type ModuleFolder,
  type Reader,
  type Source,
  type WantedFile,
} from "./source.ts";
