# ---- Where Go and what is built with it live ----
# shellcheck disable=SC2034  # no step uses all of them
GO_ROOT=$LOGIN_HOME/go1.1.2
GO_PATH=$LOGIN_HOME/drydock-go
DOCKER_TREE=$GO_PATH/src/github.com/dotcloud/docker
CC_DIR=$GO_PATH/cc

# go_environment: for building with this Go, and running what was built.
go_environment() {
  GOROOT=$GO_ROOT
  GOPATH=$GO_PATH
  # Both, since on a 64-bit kernel Go would take itself for a 64-bit program.
  GOHOSTARCH=386
  GOARCH=386
  # New linkers write what Go 1.1's own linker cannot read; Docker 0.6.1 was built without C, too.
  CGO_ENABLED=0
  PATH=$GO_PATH/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$GO_ROOT/bin
  [ ! -x "$CC_DIR/gcc" ] || PATH=$CC_DIR:$PATH
  export GOROOT GOPATH GOHOSTARCH GOARCH GO386 CGO_ENABLED PATH
}
