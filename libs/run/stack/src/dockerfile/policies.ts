import type { Policy } from "../policy.ts";
import type { BuildStage, Dockerfile, Step } from "./parse.ts";

/** What a stage policy looks at. */
export interface StageSubject {
  readonly stage: BuildStage;
  readonly file: Dockerfile;
  readonly locked: ReadonlyMap<string, string>;
}

const COMPILERS =
  /(?<![\w./-])(build-essential|gcc|g\+\+|clang|make|cmake|cargo|rustc|golang|python3?-dev|lib[a-z0-9.+-]*-dev)(?![\w./-])/g;
const SECRET = /PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY/i;

const of = (steps: readonly Step[], ...keywords: string[]): readonly Step[] =>
  steps.filter(({ keyword }) => keywords.includes(keyword));
const isExec = ({ text }: Step): boolean => text.startsWith("[");

/** The stage and those it is made from, nearest first. */
function chain({ stage, file }: StageSubject): BuildStage[] {
  const parent = file.stages.find(({ name }) => name === stage.from);
  return parent ? [stage, ...chain({ stage: parent, file, locked: new Map() })] : [stage];
}

function last(subject: StageSubject, keyword: string): Step | undefined {
  return chain(subject)
    .map(({ steps }) => of(steps, keyword).at(-1))
    .find((step) => step !== undefined);
}

/** What every stage of a Dockerfile keeps. */
export const stagePolicies: readonly Policy<StageSubject>[] = [
  {
    code: "base-not-pinned",
    why: "a base image is pinned by version and by a digest that `deploy/images.lock.yml` records",
    advice: "FROM debian:bookworm-20260918-slim@sha256:…",
    breach: ({ stage, file, locked }) => {
      if (file.stages.some(({ name }) => name === stage.from)) return null;
      const [image, digest] = stage.from.split("@");
      return (!digest || locked.get(image!) !== digest) && `stage ${stage.name} starts from ${stage.from}`;
    },
  },
  {
    code: "image-runs-as-root",
    why: "an image ends with a user that is not root",
    advice: "USER with a user that the image has",
    breach: (subject) => {
      const user = last(subject, "USER")?.text ?? "root";
      return /^(root|0)(:|$)/.test(user) && `stage ${subject.stage.name} ends as ${user}`;
    },
  },
  {
    code: "compiler-in-image",
    why: "no image carries a compiler: what an intruder cannot build he has to bring",
    advice: "take Debian's built package, or build in a stage of its own and copy the result",
    breach: ({ stage }) =>
      of(stage.steps, "RUN").flatMap(({ text }) =>
        [...text.matchAll(COMPILERS)].map(([name]) => `stage ${stage.name} installs ${name}`),
      ),
  },
  {
    code: "image-without-healthcheck",
    why: "an image that serves says how to ask whether it is well",
    advice: 'HEALTHCHECK CMD ["…"]',
    breach: (subject) =>
      chain(subject).some(({ steps }) => of(steps, "EXPOSE").length) &&
      !last(subject, "HEALTHCHECK") &&
      `stage ${subject.stage.name} exposes a port and has no HEALTHCHECK`,
  },
];

/** What a Dockerfile keeps as a whole. */
export const dockerfilePolicies: readonly Policy<Dockerfile>[] = [
  {
    code: "packages-not-dated",
    why: "Debian packages come from a dated snapshot: the same file gives the same versions next year",
    advice: "ARG SNAPSHOT=http://snapshot.debian.org/archive/debian/20260918T000000Z, and docker/use-snapshot.sh",
    breach: ({ steps, globals }) =>
      of(steps, "RUN").some(({ text }) => /apt-get|install-packages/.test(text)) &&
      ![...globals.values()].some((value) => /snapshot\.debian\.org\/archive\/debian\/\d{8}T\d{6}Z/.test(value)) &&
      "packages are installed as of today",
  },
  {
    code: "packages-recommended",
    why: "only what is named is installed, and no package lists stay behind",
    advice: "docker/install-packages.sh",
    breach: ({ steps }) =>
      of(steps, "RUN")
        .filter(({ text }) => /apt-get [^&|;]*install/.test(text))
        .filter(({ text }) => !text.includes("--no-install-recommends") || !text.includes("rm -rf /var/lib/apt/lists"))
        .map(({ line }) => `line ${line} installs recommendations, or keeps the lists`),
  },
  {
    code: "download-unverified",
    why: "what comes from the network is compared with a known hash",
    advice: "fetch in a script that ends with sha256sum -c, see docker/install-wkhtmltopdf.sh",
    breach: ({ steps }) => [
      ...of(steps, "ADD")
        .filter(({ text }) => /https?:|git@/.test(text) && !text.includes("--checksum="))
        .map(({ line }) => `line ${line} adds from the network`),
      ...of(steps, "RUN")
        .filter(({ text }) => /\b(curl|wget)\b/.test(text) && !/sha\d+sum/.test(text))
        .map(({ line }) => `line ${line} downloads`),
    ],
  },
  {
    code: "secret-in-image",
    why: "no secret is an ARG or ENV: both stay readable in the image",
    advice: "RUN --mount=type=secret, or a file at run time",
    breach: ({ steps }) =>
      of(steps, "ARG", "ENV")
        .filter(({ text }) => SECRET.test(text.split("=")[0]!))
        .map(({ line, text }) => `line ${line} sets ${text.split("=")[0]}`),
  },
  {
    code: "shell-form",
    why: "the program is process 1 and gets the signals: a shell before it swallows them",
    advice: 'CMD ["program", "argument"]',
    breach: ({ steps }) =>
      of(steps, "CMD", "ENTRYPOINT")
        .filter((step) => !isExec(step))
        .map(({ line, keyword }) => `line ${line} gives ${keyword} to a shell`),
  },
  {
    code: "add-for-copy",
    why: "COPY copies; ADD also unpacks and downloads",
    advice: "COPY",
    breach: ({ steps }) =>
      of(steps, "ADD")
        .filter(({ text }) => !/https?:/.test(text))
        .map(({ line }) => `line ${line} adds a local file`),
  },
  {
    code: "relative-workdir",
    why: "a working directory is absolute, whatever stands before it",
    advice: "WORKDIR /…",
    breach: ({ steps }) =>
      of(steps, "WORKDIR")
        .filter(({ text }) => !/^["']?[/$]/.test(text))
        .map(({ line }) => `line ${line} depends on the line before`),
  },
  {
    code: "pipe-hides-failure",
    why: "a failure in a pipe fails the build",
    advice: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"], or no pipe',
    breach: ({ steps }) =>
      of(steps, "RUN")
        .filter((step) => !isExec(step) && /[^|]\|[^|]/.test(step.text) && !step.text.includes("pipefail"))
        .map(({ line }) => `line ${line} pipes`),
  },
];
