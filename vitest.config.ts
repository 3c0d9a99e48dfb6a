import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: "tests/scratch.ts",
    include: ["libs/**/src/**/*.spec.ts", "tools/*/src/**/*.spec.ts", "tests/**/*.spec.ts"],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
