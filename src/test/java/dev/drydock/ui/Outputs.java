package dev.drydock.ui;

/** What steps print, shortened from real runs. */
final class Outputs {
  static final String DEBOOTSTRAP =
      """
      $ debootstrap --variant=minbase bookworm /var/lib/drydock/rootfs http://mirror.example/debian
      I: Target architecture can be executed
      I: Retrieving InRelease
      I: Checking Release signature
      I: Valid Release signature (key id 4CB50190207B4758A3F73A796ED0E7B82643E131)
      I: Retrieving Packages
      I: Validating Packages
      I: Resolving dependencies of required packages...
      I: Resolving dependencies of base packages...
      I: Checking component main on http://mirror.example/debian...
      I: Retrieving adduser 3.134
      I: Validating adduser 3.134
      I: Retrieving apt 2.6.1
      I: Validating apt 2.6.1
      I: Retrieving base-files 12.4+deb12u12
      I: Validating base-files 12.4+deb12u12
      I: Retrieving base-passwd 3.6.1
      I: Validating base-passwd 3.6.1
      I: Retrieving bash 5.2.15-2+b8
      I: Validating bash 5.2.15-2+b8
      I: Chosen extractor for .deb packages: dpkg-deb
      I: Extracting base-files...
      I: Extracting base-passwd...
      I: Extracting libc6...
      I: Installing core packages...
      I: Unpacking required packages...
      I: Unpacking debconf...
      I: Unpacking debian-archive-keyring...
      I: Unpacking dpkg...
      """;

  static final String FAILURE =
      """
      I: Unpacking libapt-pkg6.0:i386...
      W: Failure while unpacking required packages.  This will be attempted up to five times.
      dpkg: error processing archive libapt-pkg6.0_2.6.1_i386.deb (--unpack):
       cannot copy extracted data: failed to write (No space left on device)
      E: Couldn't unpack required packages
      ! The disk is full: /var has 0 MB free.
      ! Free at least 400 MB there, then press Retry.
      """;

  static final String REPORT =
      """
      $ docker images
      REPOSITORY     TAG       IMAGE ID       CREATED          SIZE
      owner/ruby     latest    b8d729360f11   19 seconds ago   311MB
      owner/base32   latest    c755b018548a   21 minutes ago   253MB
      --- drydock report 1
      engine 20.10.24+dfsg1
      image owner/base32 253412337
      layer 253412337 Imported from -
      image owner/ruby 310873120
      layer 253412337 Imported from -
      layer 57460783 /bin/sh -c apt-get update && apt-get -y --no-install-recommends install ruby && apt-get clean
      --- end of drydock report
      """;

  private Outputs() {}
}
