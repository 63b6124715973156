#include "tests/sim/corpus.h"

namespace huiyin::sim {

Corpus Corpus::built_in() {
  Corpus corpus;
  corpus.answers = {
      {"1", "satisfied", ""},
      {"1。", "satisfied", ""},
      {"满意", "satisfied", ""},
      {"非常满意，谢谢", "satisfied", ""},
      {"办得好", "satisfied", ""},
      {"回1", "satisfied", ""},
      {"１", "satisfied", ""},
      {"2", "mostly", ""},
      {"基本满意", "mostly", ""},
      {"还可以吧", "mostly", ""},
      {"2 就是慢了点", "mostly", "remark"},
      {"3", "dissatisfied", ""},
      {"不满意", "dissatisfied", ""},
      {"问题根本没解决", "dissatisfied", ""},
      {"3，到现在没人来过", "dissatisfied", "remark"},
      {"没人给我打过电话，怎么就办结了", "dissatisfied", "not_informed"},
      {"？", "unclear", ""},
      {"你是谁", "unclear", ""},
      {"知道了", "unclear", ""},
  };
  corpus.opt_outs = {
      {"R", "opt_out", ""}, {"TD", "opt_out", ""}, {"退订", "opt_out", ""}, {"别再发了", "opt_out", ""}};
  corpus.new_matters = {
      {"另外我们小区的电梯又坏了，三天没人修", "new_complaint", ""},
      {"我还要反映一件事，门口那条路的窨井盖没了", "new_complaint", ""},
      {"楼下烧烤摊每天半夜还在放音响", "new_complaint", ""},
  };
  corpus.matters = {
      {"小区北门的路灯坏了半个月，晚上老人出门很不安全，请派人来修。", "", ""},
      {"工地夜里两点还在打桩，孩子没法睡觉，已经打过三次电话了。", "", ""},
      {"我是外来务工人员，老板拖欠工资四个月，共一万两千元，请帮忙。", "", ""},
      {"请问新生儿医保怎么办理，需要带什么材料？", "", ""},
      {"村口的垃圾池一个星期没清了，味道很大。", "", ""},
      {"建议在学校门口增设斑马线，放学时车太多。", "", ""},
      {"自来水发黄有异味，整栋楼都这样。", "", ""},
      {"公交末班车太早，下夜班没车坐。", "", ""},
      {"物业不公开账目，停车费乱涨价。", "", ""},
      {"河里有死鱼漂上来，上游厂子夜里排黑水。", "", ""},
      {"低保申请交上去两个月没有回音，想问问进度。", "", ""},
      {"The street light at the bus stop has been broken for a week.", "", ""},
  };
  return corpus;
}

}  // namespace huiyin::sim
