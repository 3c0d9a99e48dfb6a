export { initialise, type Initialised } from "./init.ts";
