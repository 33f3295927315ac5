#!/bin/sh
# Reads every fact the check-up judges, in one round trip, as the login user, changing nothing.
# POSIX sh: runs under dash, busybox ash and bash 2. DRYDOCK_NONCE is set by the caller: a section
# starts with the line "@@<nonce> <name>", so nothing a file or a program says can pretend to be one.
#
# On an old CPU each program started costs about 20 ms, so files are read by a single grep, which
# puts the file's name before every line, and everything else that can be is a shell builtin.
# A part that fails leaves its section short and never ends the probe; hence no "set -e".

PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
LANGUAGE=
export PATH LC_ALL LANGUAGE
exec 2>/dev/null

frame() {
  printf '\n@@%s %s\n' "$DRYDOCK_NONCE" "$1"
}

# Ends a program that does not answer: a dead name server would hold it for half a minute.
bounded() {
  "$@" 2>&1 &
  job=$!
  {
    nap=
    trap 'kill $nap; exit' TERM # else the sleep would outlive the probe
    sleep 5 &
    nap=$!
    wait "$nap" && kill -9 "$job"
  } >/dev/null &
  watch=$!
  wait "$job"
  status=$?
  kill "$watch"
  return "$status"
}

# The clock first: it is compared with the desktop's at the moment of asking.
frame begin
date +%s

frame uname
uname -s -n -r -m

frame id
ids=$(id)
printf '%s\n' "$ids"
printf 'home=%s\n' "${HOME:-/}"

frame files
grep '' \
  /proc/cpuinfo /proc/meminfo /proc/filesystems /proc/net/route \
  /proc/net/ipv6_route /proc/sys/kernel/random/boot_id /proc/1/comm \
  /sys/module/apparmor/parameters/enabled \
  /etc/os-release /etc/lsb-release /etc/debian_version /etc/apk/arch \
  /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources

frame df
set --
for path in / /var/lib /tmp "${HOME:-/}"; do
  if [ -d "$path" ]; then
    set -- "$@" "$path"
    printf 'path=%s\n' "$path"
  fi
done
df -P -k "$@"

frame init
if [ -d /run/systemd/system ]; then echo systemd; fi
if [ -x /sbin/initctl ] && [ -d /etc/init ]; then echo upstart; fi
if [ -f /etc/inittab ]; then echo inittab; fi
if [ -d /run/openrc ]; then echo openrc; fi

# What the installed programs are built for, where no package manager says it.
frame loaders
for loader in /lib/ld-linux.so.2 /lib64/ld-linux-x86-64.so.2 /lib/ld-musl-i386.so.1 \
  /lib/ld-musl-x86_64.so.1 /lib/ld-linux-armhf.so.3 /lib/ld-linux-aarch64.so.1; do
  if [ -e "$loader" ]; then printf '%s\n' "$loader"; fi
done

frame kernel
release=
read -r release </proc/sys/kernel/osrelease
for module in overlay aufs bridge veth; do
  if [ -d "/sys/module/$module" ]; then printf 'loaded %s\n' "$module"; fi
done
for namespace in ipc mnt net pid user uts; do
  if [ -e "/proc/self/ns/$namespace" ]; then printf 'namespace %s\n' "$namespace"; fi
done
if [ -r "/lib/modules/$release/modules.dep" ]; then
  grep -h -E '^[^:]*/(overlay|aufs|bridge|veth)\.ko[^:]*(:|$)' \
    "/lib/modules/$release/modules.dep" "/lib/modules/$release/modules.builtin"
elif [ -r "/boot/config-$release" ]; then
  grep -E '^CONFIG_(OVERLAY_FS|AUFS_FS|BRIDGE|VETH)=' "/boot/config-$release"
fi

frame iptables
if command -v iptables >/dev/null; then iptables -V; fi

frame tools
for tool in gcc git make go debootstrap mmdebstrap docker dockerd containerd runc lxc-start \
  curl wget xz tar gzip setsid nohup sha256sum openssl cksum perl awk systemctl service \
  update-rc.d initctl gpg apparmor_parser iptables modprobe mkswap sudo su apt-get dpkg apk \
  xbps-install dnf yum pacman zypper; do
  printf '%s ' "$tool"
  command -v "$tool" || echo
done

frame sudo
case $ids in
uid=0\(* | 'uid=0 '*)
  echo root
  ;;
*)
  if command -v sudo >/dev/null; then
    sudo -n true 2>&1
    printf 'exit %s\n' "$?"
  else
    echo missing
  fi
  ;;
esac

frame dpkg
if command -v dpkg >/dev/null; then dpkg --print-architecture; fi

frame apt
if command -v apt-cache >/dev/null; then
  apt-cache policy docker.io apparmor debootstrap containerd runc iptables git gcc make lxc \
    xz-utils mmdebstrap curl ca-certificates 2>&1
fi

frame docker
pid=
read -r pid </var/run/docker.pid
if [ -n "$pid" ] && [ -d "/proc/$pid" ]; then echo running; fi
# A packaged engine's version is in the apt section; starting the client costs a second.
if command -v docker >/dev/null && [ ! -e /var/lib/dpkg/info/docker.io.list ]; then
  bounded docker --version
fi

# Last, because it may take seconds: does the package mirror (or apt's proxy) take a connection?
frame network
set --
for file in /etc/apt/apt.conf /etc/apt/apt.conf.d/* /etc/apt/sources.list \
  /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  if [ -f "$file" ] && [ -r "$file" ]; then set -- "$@" "$file"; fi
done
target=
if [ $# -gt 0 ]; then
  # shellcheck disable=SC2016 # the dollar signs are awk's
  target=$(awk '
    function address(text,   scheme, rest, host, port) {
      if (!match(text, /(https?|ftp):\/\/[^ \t";]+/)) return ""
      text = substr(text, RSTART, RLENGTH)
      scheme = text; sub(/:.*/, "", scheme)
      rest = text; sub(/^[a-z]+:\/\//, "", rest); sub(/\/.*/, "", rest); sub(/.*@/, "", rest)
      host = rest; port = scheme == "https" ? 443 : scheme == "ftp" ? 21 : 80
      if (match(rest, /:[0-9]+$/)) {
        host = substr(rest, 1, RSTART - 1); port = substr(rest, RSTART + 1)
      }
      gsub(/[^A-Za-z0-9.:_-]/, "", host)
      return host " " port
    }
    FNR == 1 { if (uri != "" && enabled && mirror == "") mirror = uri; uri = ""; enabled = 1 }
    { gsub(/\r/, "") }
    /^[ \t]*(#|\/\/)/ { next }
    FILENAME ~ /apt\.conf/ {
      if (proxy == "" && /[Hh][Tt][Tt][Pp].*[Pp]roxy[ \t]+"http/) proxy = address($0)
      next
    }
    FILENAME ~ /\.sources$/ {
      if (/^[ \t]*$/) { if (uri != "" && enabled && mirror == "") mirror = uri; uri = ""; enabled = 1 }
      if (/^[Ee]nabled:[ \t]*(no|false|0|off)/) enabled = 0
      if (/^[Uu][Rr][Ii]s:/ && uri == "") uri = address($0)
      next
    }
    /^[ \t]*deb[ \t]/ { if (mirror == "") mirror = address($0) }
    END {
      if (uri != "" && enabled && mirror == "") mirror = uri
      if (proxy != "") print proxy, "proxy"; else if (mirror != "") print mirror, "mirror"
    }' "$@")
fi
printf 'target %s\n' "$target"
# shellcheck disable=SC2086 # three words without special characters
set -- $target
if [ $# -ge 2 ]; then
  if command -v bash >/dev/null; then
    # shellcheck disable=SC2016 # the inner shell expands them
    bounded bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$1" "$2"
    printf 'exit %s bash\n' "$?"
  elif command -v nc >/dev/null; then
    bounded nc -z -w 4 "$1" "$2"
    printf 'exit %s nc\n' "$?"
  else
    bounded getent hosts "$1"
    printf 'exit %s getent\n' "$?"
  fi
fi

frame end
