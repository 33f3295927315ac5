# ---- What lays an image's layers over each other ----

# kernel_has FILESYSTEM: whether the running kernel has it, built in or as a module.
kernel_has() {
  while read -r kernel_word kernel_name; do
    [ "${kernel_name:-$kernel_word}" != "$1" ] || return 0
  done </proc/filesystems
  # With its dependencies listed, compressed or not.
  grep -q "/$1\.ko" "/lib/modules/$(uname -r)/modules.dep" 2>/dev/null
}
