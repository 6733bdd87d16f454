#include "reading/strip_page.h"

#include "reading/page_blocks.h"
#include "reading/page_choose.h"
#include "reading/page_facts.h"
#include "reading/page_text.h"
#include "reading/page_tree.h"

namespace tocsin::reading {

Result<Stripped> strip_page(std::string_view source) {
  TOCSIN_TRY(const PageEncoding encoding, page_encoding(source));
  const PageTree tree(source);
  const PageBlocks page = find_blocks(tree);
  PageFacts facts = find_facts(tree, encoding);
  TextWriter writer(encoding);
  Stripped stripped;
  for (const ChosenBlock& chosen : choose(tree, page, facts.title, encoding)) {
    const Block& block = page.blocks[chosen.block];
    writer.add_empty_line(tree[block.first_text].source.begin);
    const std::uint32_t begin = writer.size();
    write_block(tree, page, block, writer);
    if (writer.size() == begin) continue;
    const auto moved = [&](Span span) {
      return span.empty() ? Span{} : Span{span.begin + begin, span.end + begin};
    };
    stripped.regions.push_back(
        {chosen.kind, {begin, writer.size()}, moved(chosen.label), moved(chosen.content)});
  }
  stripped.text = writer.take_text();
  stripped.runs = writer.take_runs();
  stripped.outlet = std::move(facts.outlet);
  stripped.published = std::move(facts.published);
  stripped.language = std::move(facts.language);
  stripped.url = std::move(facts.url);
  return stripped;
}

}  // namespace tocsin::reading
