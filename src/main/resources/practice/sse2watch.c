/*
 * sse2watch: a QEMU TCG plugin that reports every instruction newer than the Pentium III's SSE that
 * a 32-bit guest EXECUTES in user space.
 *
 * Why: under "-cpu pentium3" QEMU's software emulation hides SSE2 from CPUID but still executes SSE2
 * opcodes, so a program that dies with SIGILL on a real Pentium III runs happily in the emulator.
 * With this plugin the emulator becomes an honest witness. It counts what is executed and does not
 * search binaries, because glibc and Go's runtime carry SSE2 code behind CPUID checks that never
 * runs on such a machine.
 *
 *   cc -shared -fPIC -O2 -o sse2watch.so sse2watch.c
 *   qemu-system-i386 ... -plugin file=./sse2watch.so,out=/path/to/report
 *
 * The report is replaced when a new site first runs, then at most once a second, and when the guest
 * stops. Counts begin at 0 with each start of QEMU; they are no part of a snapshot.
 *   executed <n>                        instructions executed below 0xC0000000
 *   site <vaddr> <hex bytes> <count>    one line per distinct (address, bytes), first 4096 sites
 *
 * Debian packages no header for the plugin interface, so the few functions used are declared here
 * (version 1, QEMU 7.2; described in QEMU's documentation, "QEMU TCG Plugins").
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))
typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef struct qemu_info_t qemu_info_t;
enum qemu_plugin_cb_flags { QEMU_PLUGIN_CB_NO_REGS };
typedef void (*tb_trans_cb)(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void (*vcpu_udata_cb)(unsigned int, void *);
typedef void (*udata_cb)(qemu_plugin_id_t, void *);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, tb_trans_cb);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *, vcpu_udata_cb,
                                            enum qemu_plugin_cb_flags, void *);
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t, udata_cb, void *);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *);
EXPORT int qemu_plugin_version = 1;

#define KERNEL_BASE 0xC0000000u
#define MAX_SITES 4096

struct site { uint32_t vaddr; uint8_t bytes[15]; uint8_t size; uint64_t count; };
static struct site sites[MAX_SITES];
static int site_count;
static uint64_t executed;
static time_t last_written;
static char report_path[4096] = "sse2watch.report";
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/*
 * Is the instruction SSE2 or newer? b: one whole instruction in 32-bit mode, n bytes.
 * Opcode maps: Intel's Software Developer's Manual, volume 2, appendix A. Left out on purpose, since
 * a Pentium III takes them as older instructions: pause (F3 90), tzcnt and lzcnt (F3 0F BC/BD run as
 * bsf/bsr), endbr32 and the long no-ops (0F 1E, 0F 1F).
 */
static bool needs_sse2(const uint8_t *b, size_t n)
{
    bool p66 = false, pf2 = false, pf3 = false;
    size_t i = 0;
    for (; i < n; i++) {
        uint8_t c = b[i];
        if (c == 0x66) p66 = true;
        else if (c == 0xF2) { pf2 = true; pf3 = false; }
        else if (c == 0xF3) { pf3 = true; pf2 = false; }
        else if (c == 0x2E || c == 0x36 || c == 0x3E || c == 0x26 || c == 0x64 || c == 0x65 ||
                 c == 0x67 || c == 0xF0) continue;
        else break;
    }
    if (i + 1 >= n || b[i] != 0x0F) return false;
    uint8_t op = b[i + 1];
    if (op == 0x38 || op == 0x3A) return true;                     /* SSSE3, SSE4 */
    if (pf2) {                                                     /* scalar double */
        switch (op) {
        case 0x10: case 0x11: case 0x12: case 0x2A: case 0x2C: case 0x2D: case 0x51: case 0x58:
        case 0x59: case 0x5A: case 0x5C: case 0x5D: case 0x5E: case 0x5F: case 0x70: case 0x7C:
        case 0x7D: case 0xC2: case 0xD0: case 0xD6: case 0xE6: case 0xF0: return true;
        default: return false;
        }
    }
    if (pf3) {
        switch (op) {
        case 0x12: case 0x16: case 0x5A: case 0x5B: case 0x6F: case 0x70: case 0x7E: case 0x7F:
        case 0xB8: case 0xD6: case 0xE6: return true;
        default: return false;
        }
    }
    if (p66) {                                                     /* packed double, 128-bit int */
        if ((op >= 0x10 && op <= 0x17) || (op >= 0x28 && op <= 0x2F) || (op >= 0x50 && op <= 0x76) ||
            (op >= 0x7C && op <= 0x7F) || op == 0xC2 || op == 0xC4 || op == 0xC5 || op == 0xC6 ||
            (op >= 0xD0 && op <= 0xFE)) return true;
        return false;
    }
    switch (op) {
    case 0x5A: case 0x5B: case 0xC3: case 0xD4: case 0xF4: case 0xFB: return true;
    case 0xAE: {
        if (i + 2 >= n) return false;
        unsigned kind = (b[i + 2] >> 3) & 7;
        if ((b[i + 2] >> 6) == 3) return kind == 5 || kind == 6;   /* lfence, mfence; 7 is sfence */
        return kind >= 4;                                          /* xsave, xrstor, clflush */
    }
    default: return false;
    }
}

static void write_report(void)
{
    char tmp[4200];
    snprintf(tmp, sizeof tmp, "%s.tmp", report_path);
    FILE *f = fopen(tmp, "w");
    if (!f) return;
    fprintf(f, "executed %" PRIu64 "\n", executed);
    for (int s = 0; s < site_count; s++) {
        if (!sites[s].count) continue;
        fprintf(f, "site %08" PRIx32 " ", sites[s].vaddr);
        for (int k = 0; k < sites[s].size; k++) fprintf(f, "%02x", sites[s].bytes[k]);
        fprintf(f, " %" PRIu64 "\n", sites[s].count);
    }
    fclose(f);
    rename(tmp, report_path);
}

static void on_exec(unsigned int vcpu, void *udata)
{
    (void)vcpu;
    pthread_mutex_lock(&lock);
    executed++;
    bool first = udata && ((struct site *)udata)->count++ == 0;
    time_t now = time(NULL);
    if (first || now != last_written) { last_written = now; write_report(); }
    pthread_mutex_unlock(&lock);
}

static struct site *site_of(uint32_t vaddr, const uint8_t *bytes, size_t n)
{
    for (int s = 0; s < site_count; s++)
        if (sites[s].vaddr == vaddr && sites[s].size == n && !memcmp(sites[s].bytes, bytes, n))
            return &sites[s];
    if (site_count == MAX_SITES) return NULL;
    struct site *s = &sites[site_count++];
    s->vaddr = vaddr; s->size = (uint8_t)n; memcpy(s->bytes, bytes, n);
    return s;
}

static void on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t i = 0, n = qemu_plugin_tb_n_insns(tb); i < n; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        uint64_t vaddr = qemu_plugin_insn_vaddr(insn);
        if (vaddr >= KERNEL_BASE) continue;
        const uint8_t *bytes = qemu_plugin_insn_data(insn);
        size_t size = qemu_plugin_insn_size(insn);
        if (!size || size > 15 || !needs_sse2(bytes, size)) continue;
        pthread_mutex_lock(&lock);
        struct site *s = site_of((uint32_t)vaddr, bytes, size);
        pthread_mutex_unlock(&lock);
        qemu_plugin_register_vcpu_insn_exec_cb(insn, on_exec, QEMU_PLUGIN_CB_NO_REGS, s);
    }
}

static void on_exit_cb(qemu_plugin_id_t id, void *p)
{
    (void)id; (void)p;
    pthread_mutex_lock(&lock);
    write_report();
    pthread_mutex_unlock(&lock);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++)
        if (!strncmp(argv[i], "out=", 4)) snprintf(report_path, sizeof report_path, "%s", argv[i] + 4);
    write_report();
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
    qemu_plugin_register_atexit_cb(id, on_exit_cb, NULL);
    return 0;
}
