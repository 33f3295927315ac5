#!/bin/sh
# Builds the practice server's disk, kernel and initial RAM disk.
#
#   build.sh WORK IDENTITY
#
# WORK is an empty-handed folder of the caller's with these files in it:
#   packages            one a line, # starts a comment
#   apt.conf            apt settings of this machine that reach its mirror (proxy and the like)
#   guest-apt.conf      the same as the practice server must see them
#   sources.N           apt sources to try, N = 1, 2, ...: fewer suites each time
#   guest-sources.N     the same as the practice server must see them
# IDENTITY holds password, id_ed25519.pub, ssh_host_ed25519_key and its .pub.
# Leaves WORK/image/{disk.raw,vmlinuz,initrd.img,sources} and nothing else in WORK/image.
#
# Needs root, or user namespaces with subordinate ids (the second half runs again as the root of
# one, so that files get their true owners).
set -eu
LC_ALL=C
export LC_ALL
umask 022

say() { printf '%s\n' "$*"; }

bootstrap() {
	# mmdebstrap as an ordinary user works under ids that may not enter the caller's 0700 folders:
	# its scratch space must be a place everybody can pass through. Not /tmp: often memory, and small.
	scratch=$(mktemp -d /var/tmp/drydock-practice.XXXXXX)
	chmod 0711 "$scratch"
	trap cleanup EXIT
	trap 'exit 143' TERM
	trap 'exit 130' INT
	packages=$(sed 's/#.*//' "$work/packages" | tr -s ' \n' ',,' | sed 's/^,//; s/,$//')
	n=1
	while :; do
		say "Fetching Debian 12 for a 32-bit server from this machine's own mirror (try $n)."
		# The output goes on as it comes, and tells afterwards whether the mirror was to blame.
		{
			TMPDIR=$scratch mmdebstrap --mode="$mode" --architectures=i386 --variant=minbase \
				--format=tar --aptopt="$work/apt.conf" --dpkgopt=force-unsafe-io \
				--include="$packages" \
				bookworm "$work/root.tar" - <"$work/sources.$n" 2>&1 && : >"$work/fetched"
		} | tee "$work/try.log"
		if [ -f "$work/fetched" ]; then
			break
		fi
		if ! grep -q -e 'Failed to fetch' -e 'index files failed' -e 'Release file' "$work/try.log"; then
			exit 1
		fi
		n=$((n + 1))
		if ! [ -f "$work/sources.$n" ]; then
			say "None of the mirror's suites could be used."
			exit 10
		fi
		say "The mirror has trouble. Going on without the suite $(cat "$work/dropped.$n")."
	done
	mkdir "$work/image"
	cp "$work/guest-sources.$n" "$work/image/sources"
}

cleanup() {
	$as_root rm -rf --one-file-system "$scratch"
}

# Everything from here on runs as root (of the machine or of a namespace).
assemble() {
	root=$work/root
	mkdir "$root"
	say "Unpacking the system."
	# Device nodes cannot be made in a user namespace and are not needed: the kernel fills /dev.
	tar -C "$root" -xf "$work/root.tar" --numeric-owner --exclude='./dev/*'
	rm "$work/root.tar"
	say "Setting up user owner, network and SSH."
	configure
	cp "$root"/boot/vmlinuz-* "$work/image/vmlinuz"
	cp "$root"/boot/initrd.img-* "$work/image/initrd.img"
	say "Writing the disk."
	truncate -s 16G "$work/image/disk.raw"
	mke2fs -q -t ext4 -m 1 -L practice -d "$root" "$work/image/disk.raw"
	rm -rf --one-file-system "$root"
}

configure() {
	echo poweredge >"$root/etc/hostname"
	cat >"$root/etc/hosts" <<-'END'
		127.0.0.1 localhost
		127.0.1.1 poweredge
		::1 localhost ip6-localhost ip6-loopback
	END
	cat >"$root/etc/fstab" <<-'END'
		/dev/vda / ext4 errors=remount-ro 0 1
	END
	cat >"$root/etc/network/interfaces" <<-'END'
		auto lo
		iface lo inet loopback

		auto eth0
		iface eth0 inet dhcp
	END
	# QEMU's user network answers names here; DHCP writes the same.
	rm -f "$root/etc/resolv.conf"
	echo 'nameserver 10.0.2.3' >"$root/etc/resolv.conf"
	# A snapshot may be weeks old when it wakes. The clock is then set forward, and a lease that has
	# run out would take the address away in the middle of a login.
	cat >>"$root/etc/dhcp/dhclient.conf" <<-'END'

		supersede dhcp-lease-time 315360000;
		supersede dhcp-renewal-time 157680000;
		supersede dhcp-rebinding-time 275940000;
	END
	rm -f "$root/etc/apt/apt.conf.d/99mmdebstrap" "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
	rm -f "$root"/etc/apt/sources.list.d/*
	cp "$work/image/sources" "$root/etc/apt/sources.list"
	if [ -s "$work/guest-apt.conf" ]; then
		cp "$work/guest-apt.conf" "$root/etc/apt/apt.conf.d/80practice"
	fi
	# A server that starts downloading by itself holds dpkg's lock when a lesson begins, and after
	# every wake-up of an old snapshot these timers would be due.
	for timer in apt-daily apt-daily-upgrade; do
		ln -sf /dev/null "$root/etc/systemd/system/$timer.timer"
	done

	# One host key and always the same one, so that a rebuilt server is not taken for an impostor.
	rm -f "$root"/etc/ssh/ssh_host_*
	install -m 0600 "$identity/ssh_host_ed25519_key" "$root/etc/ssh/ssh_host_ed25519_key"
	install -m 0644 "$identity/ssh_host_ed25519_key.pub" "$root/etc/ssh/ssh_host_ed25519_key.pub"

	chroot "$root" useradd --create-home --shell /bin/bash --groups sudo,adm owner
	# The password goes from file to pipe: never an argument, never in the environment.
	perl -e '
		my @set = ("a".."z", "A".."Z", "0".."9");
		open(my $r, "<", "/dev/urandom") or die; read($r, my $b, 16) == 16 or die;
		my $salt = join "", map { $set[ord($_) % @set] } split //, $b;
		my $word = <STDIN>; chomp $word;
		print "owner:", crypt($word, "\$6\$$salt\$"), "\n";
	' <"$identity/password" | chroot "$root" chpasswd -e
	install -d -m 0700 "$root/home/owner/.ssh"
	install -m 0600 "$identity/id_ed25519.pub" "$root/home/owner/.ssh/authorized_keys"
	chroot "$root" chown -R owner:owner /home/owner/.ssh

	# The second serial line is how Drydock learns that the server has settled, and sets its clock
	# after a snapshot woke up. It leads to this machine only.
	cat >"$root/usr/local/sbin/practice-line" <<-'END'
		#!/bin/sh
		exec </dev/ttyS1 >/dev/ttyS1 2>/dev/null
		stty raw -echo
		systemctl is-system-running --wait >/dev/null
		while read -r verb nonce rest; do
			case $verb in
			clock) date -s "@$rest" >/dev/null && hwclock --systohc; echo "$nonce $?" ;;
			sync) sync && echo 7 >/proc/sys/vm/drop_caches; echo "$nonce $?" ;;
			ping) echo "$nonce 0" ;;
			esac
		done
	END
	chmod 0755 "$root/usr/local/sbin/practice-line"
	cat >"$root/etc/systemd/system/practice-line.service" <<-'END'
		[Unit]
		Description=Line to the machine this practice server runs on
		ConditionPathExists=/dev/ttyS1

		[Service]
		ExecStart=/usr/local/sbin/practice-line
		Restart=always

		[Install]
		WantedBy=multi-user.target
	END
	mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
	ln -s ../practice-line.service \
		"$root/etc/systemd/system/multi-user.target.wants/practice-line.service"
}

work=$1
identity=$2
if [ "$(id -u)" = 0 ]; then
	mode=root
	as_root=
else
	mode=unshare
	as_root="unshare --map-root-user --map-auto --"
fi
if [ "${3-}" = assemble ]; then
	assemble
	exit 0
fi
bootstrap
$as_root sh "$0" "$work" "$identity" assemble
say "The disk is ready."
