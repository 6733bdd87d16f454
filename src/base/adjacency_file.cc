// The stored form of an Adjacency, each part padded to 4096 bytes:
//   header | present chunks (their numbers) | chunks of rows | pages, capacity by capacity | large lists
#include <sys/mman.h>

#include <bit>
#include <cstring>

#include "base/adjacency.h"
#include "base/check.h"

namespace tocsin {
namespace {

constexpr std::size_t part_bytes = 4096;
constexpr std::uint64_t magic = 0x314A'4441'5343'4F54;  // "TOCSADJ1"

std::size_t padded(std::size_t bytes) { return (bytes + part_bytes - 1) / part_bytes * part_bytes; }

template <class T>
std::string_view bytes_of(const T* data, std::size_t count) {
  return {reinterpret_cast<const char*>(data), count * sizeof(T)};
}

std::unexpected<Error> damaged(std::string_view what) {
  return fail(Errc::corrupt, fmt::format("stored lists: {}", what));
}

}  // namespace

struct Adjacency::Header {
  std::uint64_t magic = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t edges = 0;
  std::uint32_t chunk_rows = 0, page_words = 0;
  std::uint32_t chunks = 0, present_chunks = 0;
  std::uint32_t large = 0, reserved = 0;
  std::uint64_t large_bytes = 0;
  std::array<std::uint32_t, class_count> slots{};

  std::uint32_t pages(std::uint32_t index, std::uint32_t capacity) const {
    const std::uint32_t a_page = Adjacency::page_words / (capacity + 1);
    return (slots[index] + a_page - 1) / a_page;
  }
};

Result<> Adjacency::write(const Sink& sink) const {
  std::vector<std::uint32_t> present;
  for (std::size_t i = 0; i < chunks_.size(); ++i) {
    if (chunks_[i] != nullptr) present.push_back(static_cast<std::uint32_t>(i));
  }
  Bytes large;
  for (const auto& list : large_) {
    const std::uint32_t size = find(list.owner)->size;
    large += bytes_of(&list.owner, 1);
    large += bytes_of(&size, 1);
  }
  Header header{.magic = magic,
                .total_bytes = 0,
                .edges = edges_,
                .chunk_rows = chunk_rows,
                .page_words = page_words,
                .chunks = static_cast<std::uint32_t>(chunks_.size()),
                .present_chunks = static_cast<std::uint32_t>(present.size()),
                .large = static_cast<std::uint32_t>(large_.size()),
                .reserved = 0,
                .large_bytes = large.size(),
                .slots = {}};
  for (const auto& list : large_) header.large_bytes += find(list.owner)->size * sizeof(Word);
  for (std::size_t i = 0; i < class_count; ++i) header.slots[i] = classes_[i].slots;
  header.total_bytes = part_bytes + padded(present.size() * sizeof(std::uint32_t)) +
                       present.size() * chunk_rows * sizeof(Entry) + page_count_ * page_words * sizeof(Word) +
                       padded(header.large_bytes);
  static_assert(sizeof(Header) <= part_bytes);

  const auto pad = [&](std::size_t written) {
    const Bytes zeros(padded(written) - written, '\0');
    return zeros.empty() ? Result<>() : sink(zeros);
  };
  TOCSIN_TRY_VOID(sink(bytes_of(&header, 1)));
  TOCSIN_TRY_VOID(pad(sizeof header));
  if (!present.empty()) TOCSIN_TRY_VOID(sink(bytes_of(present.data(), present.size())));
  TOCSIN_TRY_VOID(pad(present.size() * sizeof(std::uint32_t)));
  for (const auto chunk : present) TOCSIN_TRY_VOID(sink(bytes_of(chunks_[chunk], chunk_rows)));
  for (const auto& lists : classes_) {
    for (const Word* page : lists.pages) TOCSIN_TRY_VOID(sink(bytes_of(page, page_words)));
  }
  if (!large.empty()) TOCSIN_TRY_VOID(sink(large));
  for (const auto& list : large_) TOCSIN_TRY_VOID(sink(bytes_of(list.words.get(), find(list.owner)->size)));
  return pad(header.large_bytes);
}

Result<Adjacency> Adjacency::adopt(Region region, std::uint64_t size) {
  const char* data = static_cast<const char*>(region.get());
  Header header;
  if (size < part_bytes) return damaged("too short");
  std::memcpy(&header, data, sizeof header);
  if (header.magic != magic || header.chunk_rows != chunk_rows || header.page_words != page_words ||
      header.total_bytes != size)
    return damaged("not of this form or not whole");
  // Each part is weighed before it is looked at: a header may say anything.
  if (header.chunks > rows_max / chunk_rows || header.present_chunks > header.chunks)
    return damaged("too many rows");
  std::uint64_t end = part_bytes + padded(header.present_chunks * sizeof(std::uint32_t));
  const std::uint64_t chunks_at = end;
  end += std::uint64_t{header.present_chunks} * chunk_rows * sizeof(Entry);
  const std::uint64_t pages_at = end;
  std::array<std::uint32_t, class_count> pages{};
  for (std::uint32_t size_of_list = 2; size_of_list <= paged_max;
       size_of_list = shape_of(size_of_list).capacity + 1) {
    const Shape shape = shape_of(size_of_list);
    pages[shape.index] = header.pages(shape.index, shape.capacity);
    end += std::uint64_t{pages[shape.index]} * page_words * sizeof(Word);
  }
  if (header.large_bytes > size || end + padded(header.large_bytes) != size)
    return damaged("its parts do not add up");

  Adjacency result;
  const auto* present = reinterpret_cast<const std::uint32_t*>(data + part_bytes);
  result.chunks_.resize(header.chunks);
  for (std::uint32_t i = 0; i < header.present_chunks; ++i) {
    if (present[i] >= header.chunks || result.chunks_[present[i]] != nullptr)
      return damaged("rows stand in the wrong place");
    result.chunks_[present[i]] =
        reinterpret_cast<Entry*>(static_cast<char*>(region.get()) + chunks_at) + std::size_t{i} * chunk_rows;
  }
  result.chunk_count_ = header.present_chunks;
  auto* page = reinterpret_cast<Word*>(static_cast<char*>(region.get()) + pages_at);
  for (std::size_t i = 0; i < class_count; ++i) {
    result.classes_[i].slots = header.slots[i];
    for (std::uint32_t n = 0; n < pages[i]; ++n, page += page_words) {
      result.classes_[i].pages.push_back(page);
      ++result.page_count_;
    }
  }
  result.edges_ = header.edges;
  TOCSIN_TRY_VOID(result.adopt_large(header, {data + end, header.large_bytes}));
  result.regions_.push_back(std::move(region));
  return result;
}

Result<> Adjacency::adopt_large(const Header& header, std::string_view bytes) {
  if (bytes.size() < header.large * 2 * sizeof(std::uint32_t)) return damaged("large lists are cut");
  std::string_view words = bytes.substr(header.large * 2 * sizeof(std::uint32_t));
  for (std::uint32_t i = 0; i < header.large; ++i) {
    std::uint32_t owner = 0, size = 0;
    std::memcpy(&owner, bytes.data() + i * 8, sizeof owner);
    std::memcpy(&size, bytes.data() + i * 8 + 4, sizeof size);
    const Entry* entry = find(owner);
    if (entry == nullptr || entry->size != size || entry->place != i || size <= paged_max ||
        size > list_max || words.size() < size * sizeof(Word))
      return damaged("a large list is not its row's");
    large_.push_back({nullptr, 0, owner});
    grow_large(large_.back(), size);
    std::memcpy(static_cast<void*>(large_.back().words.get()), words.data(), size * sizeof(Word));
    words.remove_prefix(size * sizeof(Word));
  }
  return words.empty() ? Result<>() : damaged("large lists do not add up");
}

Result<Adjacency> Adjacency::map(const File& file, std::uint64_t offset, std::uint64_t size) {
  TOCSIN_CHECK(offset % part_bytes == 0, "lists are mapped at byte {}", offset);
  TOCSIN_TRY(const std::uint64_t file_size, file.size());
  if (size < part_bytes || offset > file_size || size > file_size - offset) return damaged("too short");
  void* data = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, file.descriptor(),
                      static_cast<off_t>(offset));
  if (data == MAP_FAILED)
    return fail(Errc::io, fmt::format("cannot map {} bytes of lists: {}", size, std::strerror(errno)));
  return adopt(Region(data, Unmap{size}), size);
}

Result<Adjacency> Adjacency::from_bytes(std::string_view bytes) {
  if (bytes.size() < part_bytes) return damaged("too short");
  Region region = map_memory(bytes.size());
  std::memcpy(region.get(), bytes.data(), bytes.size());
  TOCSIN_TRY(Adjacency result, adopt(std::move(region), bytes.size()));
  TOCSIN_TRY_VOID(result.verify());
  return result;
}

Result<> Adjacency::verify() const {
  std::uint64_t edges = 0;
  std::uint64_t large = 0;
  std::array<std::uint64_t, class_count> slots{};
  for (std::size_t chunk = 0; chunk < chunks_.size(); ++chunk) {
    if (chunks_[chunk] == nullptr) continue;
    for (std::uint32_t i = 0; i < chunk_rows; ++i) {
      const Entry& entry = chunks_[chunk][i];
      const Row row = static_cast<Row>(chunk * chunk_rows + i);
      edges += entry.size;
      if (entry.size <= 1) continue;
      if (entry.size > paged_max) {
        ++large;
        if (entry.place >= large_.size() || large_[entry.place].owner != row)
          return damaged(fmt::format("row {} has another's list", row));
        continue;
      }
      const Shape shape = shape_of(entry.size);
      ++slots[shape.index];
      if (entry.place >= classes_[shape.index].slots ||
          slot(shape.index, shape.capacity, entry.place)->other() != row)
        return damaged(fmt::format("row {} has another's list", row));
    }
  }
  for (std::size_t i = 0; i < class_count; ++i) {
    if (slots[i] != classes_[i].slots) return damaged("lists without a row");
  }
  return edges == edges_ && large == large_.size() ? Result<>() : damaged("edges do not add up");
}

}  // namespace tocsin
