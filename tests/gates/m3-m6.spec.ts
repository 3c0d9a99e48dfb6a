import { describeControls } from "./controls.ts";

describeControls("M3", "M4", "M5", "M6");
