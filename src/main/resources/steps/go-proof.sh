# title: Prove that Go computes here
# why: A program that computes is built and run, and Go's own machine code is searched for instructions that this processor may not have.
# root: no
# minutes: 0.5
# disk: 10
# memory: 64
# undo: rm -r drydock-go/proof in your home folder
# relogin: no
# uses: go

PROOF=$GO_PATH/proof

# Says again what was proved, for the record.
check() {
  [ -x "$GO_ROOT/bin/go" ] && [ -f "$PROOF/proved" ] || return 1
  proof_key || return 1
  read -r proved_key <"$PROOF/proved" || return 1
  [ "$proved_key" = "$proof_key" ]
}

# Another build of Go must be proved anew.
proof_key() {
  proof_size=$(wc -c <"$GO_ROOT/bin/go")
  read -r proof_build <"$GO_ROOT/.drydock-built" || return 1
  proof_key="$proof_build $((proof_size))"
}

# Prints the functions of a program that hold SSE2 or newer instructions, and last how many were
# looked at. What uses the xmm registers and is not SSE is SSE2 or newer; so are a few that use
# others (Intel, volume 2).
sse2_functions() {
  # shellcheck disable=SC2016  # the dollar signs are awk's
  objdump -d --no-show-raw-insn "$1" | cut -f 2- | awk '
    /^[0-9a-f]+ <.*>:$/ { name = $2; sub(/^</, "", name); sub(/>:$/, "", name); all++; next }
    {
      op = $1
      if (op ~ /^(rep|repz|repnz|lock|data16|addr16)$/) op = $2
      newer = 0
      if (index($0, "%xmm")) {
        newer = 1
        if (op ~ /^mov(aps|ups|ss|lps|hps|lhps|hlps|mskps|ntps)$/) newer = 0
        if (op ~ /^(add|sub|mul|div|sqrt|rcp|rsqrt|max|min|and|andn|or|xor)(ps|ss)$/) newer = 0
        if (op ~ /^(cmp[a-z]*(ps|ss)|u?comiss|shufps|unpck[lh]ps)$/) newer = 0
        if (op ~ /^cvt(pi2ps|si2ssl?|t?ps2pi|t?ss2si)$/) newer = 0
      } else if (op ~ /^(movnti|lfence|mfence|clflush|paddq|psubq|pmuludq)$/) newer = 1
      if (newer && !(name in seen)) { seen[name] = 1; print name }
    }
    END { print "searched=" all }'
}

# Those that Go 1.1 itself calls only after it has asked the processor: memeqbody tests for SSE2
# (runtime/asm_386.s), the aeshash family is chosen where there is AES (runtime/alg.c).
guarded() {
  case $1 in
    runtime.memeqbody | runtime.aeshash | runtime.aeshashbody | runtime.aeshashstr) ;;
    runtime.aeshash32 | runtime.aeshash64) ;;
    *) return 1 ;;
  esac
}

search() {
  show objdump -d "$1"
  search_count=0
  search_all=0
  for search_name in $(sse2_functions "$1"); do
    case $search_name in
      searched=*) search_all=${search_name#searched=}; continue ;;
    esac
    guarded "$search_name" || {
      search_count=$((search_count + 1))
      [ "$search_count" -gt 10 ] || say "SSE2 in $search_name"
    }
  done
  if [ "$search_count" -gt 0 ]; then
    fail "$1 holds SSE2 instructions, in $search_count functions, that nothing guards." \
      "It was not built with GO386=387. Run the step \"Build Go\" again."
  fi
  # The smallest program has Go's runtime in it: fewer functions mean that nothing was read.
  [ "${search_all:-0}" -ge 300 ] ||
    fail "The instructions of $1 could not be read (see objdump's lines above)." \
      "objdump comes with the compiler, in the package binutils. Try again."
  say "$search_all functions searched: no SSE2 but where Go asks the processor first."
}

apply() {
  go_environment
  run mkdir -p "$PROOF"
  rm -f "$PROOF/proved"
  show tee "$PROOF/proof.go"
  # 1/3 + 1/5 + ... summed, a root, a conversion of each kind; the answer is known to 12 digits.
  tee "$PROOF/proof.go" <<'END_OF_PROGRAM'
package main

import (
    "fmt"
    "math"
    "runtime"
)

func main() {
    sum := 0.0
    for i := 0; i < 1000000; i++ {
        term := 1 / float64(2*i+1)
        if i%2 == 1 {
            term = -term
        }
        sum += term
    }
    single := float32(2) / float32(3)
    fmt.Printf("%s %s pi=%.5f root=%.12f third=%.6f whole=%d\n", runtime.Version(), runtime.GOARCH,
        4*sum, math.Sqrt(2), single, int64(math.Floor(1e15/7)))
}
END_OF_PROGRAM
  (cd "$PROOF" && run go build -o proof proof.go)
}

verify() {
  go_environment
  show go version
  proof_version=$(go version)
  printf '%s\n' "$proof_version"
  [ "$proof_version" = 'go version go1.1.2 linux/386' ] ||
    fail "This is not the Go that was to be built." "Run the step \"Build Go\" again."
  show "$PROOF/proof"
  proof_rc=0
  proof_said=$("$PROOF/proof") || proof_rc=$?
  printf '%s\n' "$proof_said"
  [ "$proof_rc" -ne 132 ] ||
    fail "The processor does not know an instruction of this program (Illegal instruction)." \
      "GO386=$GO386 does not fit it: choose 387 on the Route page."
  [ "$proof_said" = 'go1.1.2 386 pi=3.14159 root=1.414213562373 third=0.666667 whole=142857142857142' ] ||
    fail "The program computes wrongly (code $proof_rc)." \
      "Should be: go1.1.2 386 pi=3.14159 root=1.414213562373 third=0.666667 whole=142857142857142" \
      "The processor or its memory may be failing."
  if [ "$GO386" = 387 ]; then
    search "$PROOF/proof"
    search "$GO_ROOT/bin/go"
  else
    say "Built with GO386=$GO386: instructions are not searched for."
  fi
  proof_key
  printf '%s\n' "$proof_key" >"$PROOF/proved"
}
