/** Folders of the system that a room sees, and cannot write. */
const SYSTEM = ["usr", "etc"];

const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

interface Binds {
  readonly readOnly: readonly string[];
  readonly writable: readonly string[];
}

/**
 * The first process of a room, run by `unshare`: builds a root of its own in memory with only what was named bound
 * into it, takes it as `/`, and waits. Nothing of the machine that is not listed here exists inside: no engine's
 * socket, no other room, no console's data.
 */
export function initScript(dir: string, { readOnly, writable }: Binds): string {
  const bind = (path: string, mode: "ro" | "rw") =>
    `mkdir -p "$R"${quote(path)}; mount --bind ${quote(path)} "$R"${quote(path)}${mode === "ro" ? `; mount -o remount,ro,bind,nosuid,nodev "$R"${quote(path)}` : `; mount -o remount,bind,nosuid,nodev "$R"${quote(path)}`}`;
  return `set -e
R=${quote(`${dir}/root`)}; mkdir -p "$R"
mount -t tmpfs -o mode=755,size=16m,nosuid,nodev tmpfs "$R"
for name in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$name" ]; then cp -P "/$name" "$R/$name"
  elif [ -d "/$name" ]; then mkdir "$R/$name"; mount --bind "/$name" "$R/$name"; mount -o remount,ro,bind "$R/$name"; fi
done
${SYSTEM.map((name) => bind(`/${name}`, "ro")).join("\n")}
mkdir -p "$R/proc" "$R/dev" "$R/tmp" "$R/run" "$R/var/tmp"
mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$R/tmp"
mount -t tmpfs -o mode=755,size=64k,nosuid tmpfs "$R/dev"
for name in null zero full random urandom tty; do : >"$R/dev/$name"; mount --bind "/dev/$name" "$R/dev/$name"; done
mkdir "$R/dev/pts" "$R/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$R/dev/pts"; ln -s pts/ptmx "$R/dev/ptmx"
mount -t tmpfs -o mode=1777,size=256m,nosuid,nodev tmpfs "$R/dev/shm"
ln -s /proc/self/fd "$R/dev/fd"; ln -s /proc/self/fd/0 "$R/dev/stdin"; ln -s /proc/self/fd/1 "$R/dev/stdout"; ln -s /proc/self/fd/2 "$R/dev/stderr"
${readOnly.map((path) => bind(path, "ro")).join("\n")}
${writable.map((path) => bind(path, "rw")).join("\n")}
mount --bind ${quote(`${dir}/hosts`)} "$R/etc/hosts"
mount -t proc -o nosuid,nodev,noexec proc "$R/proc"
ip link set lo up
hostname room
mkdir "$R/old"; cd "$R"; pivot_root . old; umount -l /old; rmdir /old 2>/dev/null || true
mount -o remount,ro / 2>/dev/null || true
printf ready
exec sleep infinity
`;
}

/** Enters the namespaces of a room as its user, without any privilege, held by its groups. */
export function enterScript(
  dir: string,
  uid: number,
  home: string,
  groups: readonly string[],
  network: boolean,
): string {
  const namespaces = ["--mount", "--pid", "--ipc", "--uts", ...(network ? [] : ["--net"])];
  return `#!/bin/sh
pid=$(cat ${quote(`${dir}/pid`)}) || exit 126
${groups.map((file) => `echo $$ >${quote(file)} || exit 126`).join("\n")}
exec nsenter --target "$pid" ${namespaces.join(" ")} --root --wd -- setpriv --reuid=${uid} --regid=${uid} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all -- env -i --chdir=${quote(home)} PATH=/usr/local/bin:/usr/bin:/bin HOME=${quote(home)} USER=odoo LANG=C.UTF-8 TERM="\${TERM:-dumb}" PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=${quote(`${home}/python`)} IPAI_ROOM=1 "$@"
`;
}

/** Addresses that a room knows: itself, and Odoo's neutralised mail server, which is our catcher. */
export const HOSTS = "127.0.0.1 localhost room invalid\n::1 localhost\n";
