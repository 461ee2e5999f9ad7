/* Writes the charts and the PDF of the samples into a folder, for people to look at, and says how
 * long each PDF took and the most memory so far:
 *   render_sample FOLDER [WIDTH] */
#include "chart_sample.h"
#include "notifier/digest/digest_render.h"
#include "pdf_digests.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static int write_file(const char *folder, const char *name, const void *bytes, size_t size)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    size_t n = f ? fwrite(bytes, 1, size, f) : 0;
    if (!f || fclose(f) != 0 || n != size) {
        perror(path);
        return 1;
    }
    return 0;
}

static int write_chart(const char *folder, const char *name, const chart_frame *f,
                       chart_draw_fn draw, const void *data)
{
    unsigned char *png;
    size_t size;
    error err = chart_png(f, 2, draw, data, &png, &size);
    if (err.code) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        return 1;
    }
    int failed = write_file(folder, name, png, size);
    free(png);
    return failed;
}

static int write_pdf(const char *folder, const char *name, digest *d)
{
    unsigned char *pdf;
    size_t size;
    clock_t before = clock();
    error err = digest_render_pdf(d, &pdf, &size);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%-10s %4lld ms, %ld KiB\n", name, (long long)(clock() - before) * 1000 / CLOCKS_PER_SEC,
           usage.ru_maxrss);
    digest_free(d);
    if (err.code) {
        fprintf(stderr, "%s: %s\n", name, err.text);
        return 1;
    }
    int failed = write_file(folder, name, pdf, size);
    free(pdf);
    return failed;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return 2;
    chart_frame f = {
        .width = argc > 2 ? atof(argv[2]) : 600, .font = "Liberation Sans", .font_size = 13};
    f.height = chart_bars_height(&f, sample_bars, SAMPLE_BARS);
    int failed = write_chart(argv[1], "bars.png", &f, draw_sample_bars, NULL);
    f.height = chart_trend_height(&f);
    failed |= write_chart(argv[1], "trend.png", &f, draw_sample_trend, &sample_trend);
    f.height = chart_tiles_height(&f, sample_tiles, SAMPLE_TILES);
    failed |= write_chart(argv[1], "tiles.png", &f, draw_sample_tiles, NULL);
    f.height = chart_heat_height(&f, sample_heat.row_count);
    failed |= write_chart(argv[1], "heat.png", &f, draw_sample_heat, &sample_heat);
    failed |= write_pdf(argv[1], "full.pdf", digest_sample());
    failed |= write_pdf(argv[1], "brief.pdf", digest_brief());
    failed |= write_pdf(argv[1], "quiet.pdf", digest_sample_quiet());
    failed |= write_pdf(argv[1], "empty.pdf", digest_sample_empty());
    failed |= write_pdf(argv[1], "large.pdf", digest_large());
    return failed;
}
