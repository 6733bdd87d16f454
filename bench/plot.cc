#include "bench/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tocsin::bench {
namespace {

constexpr double width = 640, height = 360, left = 76, right = 170, top = 40, bottom = 52;
constexpr const char* colours[] = {"#0b6bcb", "#c2410c", "#15803d", "#7c3aed", "#64748b"};

struct Axis {
  double low = 1e300, high = 0;  // decades

  void hold(double value) { low = std::min(low, value), high = std::max(high, value); }
  void round() {
    low = std::floor(std::log10(low) + 1e-9);
    high = std::ceil(std::log10(high) - 1e-9);
    if (high <= low) high = low + 1;
  }
  double share(double value) const { return (std::log10(value) - low) / (high - low); }
};

std::string short_number(double value) {
  for (const auto& [size, unit] : {std::pair{1e9, " G"}, {1e6, " M"}, {1e3, " k"}}) {
    if (value >= size * 0.9999) return fmt::format("{:g}{}", std::round(value / size * 1000) / 1000, unit);
  }
  return fmt::format("{:g}", value);
}

std::string escape(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
  return out;
}

}  // namespace

std::string draw(const Growth& growth) {
  Axis x, y;
  for (const auto& series : growth.series)
    for (const auto& [at, value] : series.points) x.hold(at), y.hold(value);
  x.round(), y.round();
  const auto x_of = [&](double value) { return left + x.share(value) * (width - left - right); };
  const auto y_of = [&](double value) { return height - bottom - y.share(value) * (height - top - bottom); };
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"sans-serif\" "
      "font-size=\"12\" role=\"img\">\n"
      "<title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
      "<text x=\"{}\" y=\"22\" font-size=\"14\" font-weight=\"bold\">{}</text>\n",
      width, height, escape(growth.title), left, escape(growth.title));
  for (double decade = x.low; decade <= x.high; ++decade) {
    const double at = x_of(std::pow(10, decade));
    svg += fmt::format(
        "<path d=\"M{:.1f} {}V{}\" stroke=\"#dddddd\"/><text x=\"{:.1f}\" y=\"{}\" "
        "text-anchor=\"middle\">{}</text>\n",
        at, top, height - bottom, at, height - bottom + 18, short_number(std::pow(10, decade)));
  }
  for (double decade = y.low; decade <= y.high; ++decade) {
    const double at = y_of(std::pow(10, decade));
    svg += fmt::format(
        "<path d=\"M{} {:.1f}H{}\" stroke=\"#dddddd\"/><text x=\"{}\" y=\"{:.1f}\" "
        "text-anchor=\"end\">{}</text>\n",
        left, at, width - right, left - 8, at + 4, short_number(std::pow(10, decade)));
  }
  svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                     left + (width - left - right) / 2, height - 12, escape(growth.x_label));
  svg += fmt::format("<text transform=\"translate(16 {})rotate(-90)\" text-anchor=\"middle\">{}</text>\n",
                     top + (height - top - bottom) / 2, escape(growth.y_label));
  std::size_t number = 0;
  for (const auto& series : growth.series) {
    const char* colour = colours[number % std::size(colours)];
    std::string path;
    for (const auto& [at, value] : series.points) {
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x_of(at), y_of(value));
      svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"{}\"/>\n", x_of(at),
                         y_of(value), colour);
    }
    svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>\n", path, colour);
    const double row = top + 10 + 20 * static_cast<double>(number++);
    svg += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"12\" height=\"4\" fill=\"{}\"/><text x=\"{}\" y=\"{}\">{}</text>\n",
        width - right + 12, row - 6, colour, width - right + 30, row, escape(series.name));
  }
  return svg + "</svg>\n";
}

}  // namespace tocsin::bench
