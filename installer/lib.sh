# Shared by the scripts of this folder; read with ".", never run. POSIX sh.
# shellcheck shell=sh

wanted=
repository=$(pwd)

say() { printf '%s\n' "$*"; }

stop() {
	printf '%s\n' "$*" >&2
	exit 2
}

installed() {
	dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed$'
}

# want PACKAGE REASON [COMMAND]: notes a package that is missing. A COMMAND that is there already,
# from wherever, will do as well.
want() {
	if command -v dpkg-query >/dev/null 2>&1 && installed "$1"; then
		return
	fi
	if [ -n "${3-}" ] && command -v "$3" >/dev/null 2>&1; then
		return
	fi
	if [ -z "$wanted" ]; then
		say "This machine lacks some Debian packages. Installing:"
	fi
	printf '  %-24s %s\n' "$1" "$2"
	wanted="$wanted $1"
}

# Java 17 or later with its compiler, from wherever.
have_jdk() {
	version=$(javac -version 2>/dev/null | sed -n 's/^javac \([0-9]*\).*/\1/p')
	[ -n "$version" ] && [ "$version" -ge 17 ]
}

want_java() {
	if ! have_jdk; then
		want "$1" "Drydock is a Java program: compiler and runtime"
	fi
	want maven "builds Drydock and fetches the libraries it is made with" mvn
}

# Fonts and graphics for a window, on a real display or one in memory.
want_window() {
	want openjdk-17-jre "the half of Java that draws windows"
	want fontconfig "finds fonts for the window" fc-list
	want fonts-dejavu-core "a font to draw with"
}

want_practice() {
	want qemu-system-x86 "emulates the old server, a Pentium III" qemu-system-i386
	want qemu-utils "makes the old server's disk" qemu-img
	want mmdebstrap "puts Debian for 32-bit x86 on that disk" mmdebstrap
	want arch-test "tells mmdebstrap that this CPU runs 32-bit x86 programs" arch-test
	want e2fsprogs "writes that disk's file system"
	want openssh-client "makes the keys to log in with" ssh-keygen
	want gcc "compiles the witness of SSE2 instructions" gcc
	want libc6-dev "goes with the compiler"
	if [ "$(id -u)" != 0 ]; then
		want uidmap "lets mmdebstrap work without being root" newuidmap
	fi
}

# A new SSH server must not open this machine to the network: the tests start their own, on
# 127.0.0.1. policy-rc.d is Debian's way to say "start nothing" (invoke-rc.d(8)).
hold_services() {
	held=
	case " $wanted " in
	*" openssh-server "*)
		if ! [ -e /usr/sbin/policy-rc.d ]; then
			held=yes
			trap release_services EXIT
			$as_root sh -c 'printf "#!/bin/sh\nexit 101\n" >/usr/sbin/policy-rc.d
				chmod 755 /usr/sbin/policy-rc.d'
		fi
		;;
	esac
}

release_services() {
	if [ -n "$held" ]; then
		held=
		trap - EXIT
		$as_root rm -f /usr/sbin/policy-rc.d
		if command -v systemctl >/dev/null 2>&1; then
			$as_root systemctl -q disable ssh.service 2>/dev/null || :
		fi
		say "(The SSH server that was installed is switched off; only the tests use it.)"
	fi
}

# Installs what was wanted. Asks nothing; sudo may ask for a password.
install_wanted() {
	if [ -z "$wanted" ]; then
		return
	fi
	if ! command -v apt-get >/dev/null 2>&1; then
		stop "Here is no apt-get: install these with this system's own package manager, then run this
again:$wanted"
	fi
	as_root=
	if [ "$(id -u)" != 0 ]; then
		if ! command -v sudo >/dev/null 2>&1; then
			stop "You are not root and there is no sudo. As root, run
  apt-get install --no-install-recommends$wanted
and then this again."
		fi
		as_root="sudo"
	fi
	say "Refreshing apt's package lists."
	# One broken suite of a mirror is no reason to stop: what is needed may be in the others.
	$as_root apt-get -q -q update </dev/null ||
		say "(apt had trouble with one of its sources; going on with the rest.)"
	hold_services
	# shellcheck disable=SC2086 # a list of names without spaces
	if ! $as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -q -y \
		-o Dpkg::Use-Pty=0 install --no-install-recommends $wanted </dev/null >apt.log.$$ 2>&1; then
		tail -n 20 apt.log.$$ >&2
		rm -f apt.log.$$
		stop "apt could not install them; its last words are above. See whether \"apt-get update\" works."
	fi
	rm -f apt.log.$$
	release_services
	wanted=
	say "Installed."
}

build_jar() {
	say "Building Drydock (the first time, Maven fetches its libraries: some minutes)."
	if ! (cd "$repository" && mvn -B -q --no-transfer-progress -Dstyle.color=never \
		-Dmaven.test.skip=true -Dspotless.check.skip=true package </dev/null); then
		stop "Maven could not build Drydock; its reason is above. It fetches libraries from Maven Central:
does this machine reach the internet over https?"
	fi
	say "Built: target/drydock.jar"
}
