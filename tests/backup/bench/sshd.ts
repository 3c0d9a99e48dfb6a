import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@ipai/postgres";

export interface Sshd {
  readonly port: number;
  readonly user: string;
  /** Host key, as a known_hosts file. */
  readonly knownHosts: string;
  /** A private key that may do SFTP. */
  readonly sftpKey: string;
  /** A private key that reaches `rclone serve restic --append-only` on `vault`, and nothing else. */
  readonly vaultKey: string;
  stop(): void;
}

/** An SSH server of our own on 127.0.0.1, with throw-away keys and no password. */
export async function startSshd(folder: string, vault: string): Promise<Sshd> {
  mkdirSync(folder, { recursive: true });
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  const [host, sftpKey, vaultKey] = ["host", "sftp", "vault"].map((name) => makeKey(join(folder, name))) as [
    string,
    string,
    string,
  ];
  const port = await freePort();
  const knownHosts = join(folder, "known_hosts");
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${publicKey(host)}`);
  const serve = `rclone --config=/dev/null serve restic --stdio --append-only ${vault}`;
  const keys = [`restrict ${publicKey(sftpKey)}`, `restrict,command="${serve}" ${publicKey(vaultKey)}`];
  writeFileSync(join(folder, "authorized_keys"), keys.join(""), { mode: 0o600 });
  writeFileSync(join(folder, "sshd_config"), sshdConfig(folder, port));
  // It ends with us, kills included.
  const command = ["--pdeathsig", "KILL", "--", "/usr/sbin/sshd", "-D", "-e", "-f", join(folder, "sshd_config")];
  const server = spawn("setpriv", command, { stdio: "ignore" });
  await untilAnswers(port);
  return { port, user: userInfo().username, knownHosts, sftpKey, vaultKey, stop: () => server.kill() };
}

function makeKey(path: string): string {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "throw-away", "-f", path]);
  return path;
}

function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, "utf8");
}

function sshdConfig(folder: string, port: number): string {
  return `
Port ${port}
ListenAddress 127.0.0.1
HostKey ${join(folder, "host")}
PidFile none
AuthorizedKeysFile ${join(folder, "authorized_keys")}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxStartups 100
Subsystem sftp internal-sftp
`;
}

async function untilAnswers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const up = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: "127.0.0.1", port });
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("close", () => socket.destroy());
      socket.once("connect", () => socket.end());
    });
    if (up) return;
    await sleep(50);
  }
  throw new Error(`nobody answers at port ${port}`);
}
