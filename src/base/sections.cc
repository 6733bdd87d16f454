#include "base/sections.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/check.h"
#include "base/files.h"

namespace tocsin {
namespace {

constexpr std::string_view magic = "TOCSECT1";
constexpr std::size_t buffer_bytes = 1 << 20;

struct Tail {
  std::uint64_t index_offset = 0;
  std::uint32_t sections = 0;
  std::uint32_t index_crc = 0;
  char magic[8] = {};
};

std::string_view bytes_of(const auto& value) { return {reinterpret_cast<const char*>(&value), sizeof value}; }

}  // namespace

SectionWriter::SectionWriter(ByteSink sink) : sink_(std::move(sink)) {
  buffer_.reserve(buffer_bytes);
  entries_.reserve(sections_max);
}

Result<> SectionWriter::flush() {
  if (buffer_.empty()) return {};
  TOCSIN_TRY_VOID(sink_(buffer_));
  buffer_.clear();
  return {};
}

Result<> SectionWriter::pass_on(std::string_view bytes) {
  offset_ += bytes.size();
  if (buffer_.size() + bytes.size() > buffer_bytes) TOCSIN_TRY_VOID(flush());
  if (bytes.size() >= buffer_bytes) return sink_(bytes);
  buffer_.append(bytes);
  return {};
}

Result<> SectionWriter::begin(std::string_view name) {
  TOCSIN_CHECK(!open_ && !name.empty() && name.size() <= section_name_max && entries_.size() < sections_max,
               "section {}", name);
  static constexpr char zeros[section_align] = {};
  if (offset_ == 0) TOCSIN_TRY_VOID(pass_on(magic));
  TOCSIN_TRY_VOID(pass_on({zeros, (section_align - offset_ % section_align) % section_align}));
  Entry entry;
  std::memcpy(entry.name, name.data(), name.size());
  entry.offset = offset_;
  entries_.push_back(entry);
  open_ = true;
  return {};
}

Result<> SectionWriter::write(std::string_view bytes) {
  TOCSIN_CHECK(open_);
  entries_.back().crc = crc32c(bytes, entries_.back().crc);
  entries_.back().size += bytes.size();
  return pass_on(bytes);
}

Result<> SectionWriter::end() {
  TOCSIN_CHECK(open_);
  open_ = false;
  return {};
}

Result<> SectionWriter::finish() {
  TOCSIN_CHECK(!open_);
  if (offset_ == 0) TOCSIN_TRY_VOID(pass_on(magic));
  const std::string_view index(reinterpret_cast<const char*>(entries_.data()),
                               entries_.size() * sizeof(Entry));
  Tail tail{.index_offset = offset_,
            .sections = static_cast<std::uint32_t>(entries_.size()),
            .index_crc = crc32c(index)};
  std::memcpy(tail.magic, magic.data(), magic.size());
  TOCSIN_TRY_VOID(pass_on(index));
  TOCSIN_TRY_VOID(pass_on(bytes_of(tail)));
  return flush();
}

Result<std::unique_ptr<SectionReader>> SectionReader::open(const std::string& path) {
  File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return fail(Errc::not_found, fmt::format("{}: no such file", path));
    return fail(Errc::io, fmt::format("{}: {}", path, std::strerror(errno)));
  }
  TOCSIN_TRY(const std::uint64_t size, file.size());
  if (size == 0) return fail(Errc::corrupt, fmt::format("{}: is empty", path));
  void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.descriptor(), 0);
  if (mapped == MAP_FAILED) return fail(Errc::io, fmt::format("{}: {}", path, std::strerror(errno)));
  std::unique_ptr<SectionReader> reader(new SectionReader({static_cast<const char*>(mapped), size}));
  reader->file_ = std::move(file);
  if (auto read = reader->read_index(); !read)
    return fail(read.error().code, fmt::format("{}: {}", path, read.error().detail));
  return reader;
}

Result<std::unique_ptr<SectionReader>> SectionReader::open_bytes(std::string_view bytes) {
  std::unique_ptr<SectionReader> reader(new SectionReader(bytes));
  TOCSIN_TRY_VOID(reader->read_index());
  return reader;
}

SectionReader::~SectionReader() {
  if (file_.is_open()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

Result<> SectionReader::read_index() {
  Tail tail;
  if (bytes_.size() < magic.size() + sizeof tail || !bytes_.starts_with(magic))
    return fail(Errc::corrupt, "is not a file of sections");
  std::memcpy(&tail, bytes_.data() + bytes_.size() - sizeof tail, sizeof tail);
  if (std::string_view(tail.magic, sizeof tail.magic) != magic)
    return fail(Errc::corrupt, "has no end: it was never finished");
  struct Entry {
    char name[section_name_max + 1];
    std::uint64_t offset, size;
    std::uint32_t crc, zero;
  };
  const std::uint64_t index_bytes = tail.sections * sizeof(Entry);
  if (tail.sections > sections_max || tail.index_offset > bytes_.size() - sizeof tail ||
      index_bytes != bytes_.size() - sizeof tail - tail.index_offset) {
    return fail(Errc::corrupt, "its index does not fit");
  }
  const std::string_view index = bytes_.substr(tail.index_offset, index_bytes);
  if (crc32c(index) != tail.index_crc) return fail(Errc::corrupt, "its index is damaged");
  for (std::size_t i = 0; i < tail.sections; ++i) {
    Entry entry;
    std::memcpy(&entry, index.data() + i * sizeof entry, sizeof entry);
    if (entry.offset > tail.index_offset || entry.size > tail.index_offset - entry.offset ||
        entry.name[section_name_max] != 0)
      return fail(Errc::corrupt, "its index does not fit");
    sections_.push_back({entry.name, bytes_.substr(entry.offset, entry.size), entry.crc});
  }
  return {};
}

bool SectionReader::has(std::string_view name) const {
  for (const Section& section : sections_) {
    if (section.name == name) return true;
  }
  return false;
}

std::optional<SectionReader::Place> SectionReader::place_of(std::string_view name) const {
  for (const Section& section : sections_) {
    if (section.name != name || !file_.is_open()) continue;
    return Place{&file_, static_cast<std::uint64_t>(section.bytes.data() - bytes_.data()),
                 section.bytes.size()};
  }
  return std::nullopt;
}

Result<std::string_view> SectionReader::find(std::string_view name) const {
  for (const Section& section : sections_) {
    if (section.name != name) continue;
    if (crc32c(section.bytes) != section.crc) return damaged(name, "its checksum is wrong");
    return section.bytes;
  }
  return damaged(name, "it is missing");
}

std::unexpected<Error> SectionReader::damaged(std::string_view name, std::string_view why) {
  return fail(Errc::corrupt, fmt::format("section {}: {}", name, why));
}

}  // namespace tocsin
