import { describeControls } from "./controls.ts";

describeControls("M1", "M2");
