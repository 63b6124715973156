// Builds what hears: the desk of intake, pushes and pulls, and what takes answers out of the stream.
#include <algorithm>

#include "daemon/daemon_parts.h"
#include "daemon/recover_list.h"

namespace huiyin {

void Daemon::Parts::make_intake() {
  net_role.assert_here();  // this thread will run the loop
  answers = std::make_unique<FollowupAnswers>(rules->followup, rules->replies, *clock);
  care = std::make_unique<Care>(rules->care, *clock);
  Desk::Options desk_options{.zone = rules->followup->get()->zone};
  desk_options.region = settings.office.region;
  desk_options.part_wait = settings.intake.part_wait;
  desk_options.same_message = settings.intake.duplicate_window;
  desk_options.doubtful_below = static_cast<double>(settings.intake.doubtful_below) / 100;
  desk = std::make_unique<Desk>(loop, *store, vault, *clock, desk_options, rules->texts,
                                Desk::Takers{answers.get(), receipt_door.get(), care.get(), care.get()});
  keeper = std::make_unique<Keeper>(*store, vault, *clock, Keeper::Options{settings.intake.duplicate_window},
                                    [this] { desk->poke(); });
  pushes = std::make_unique<Pushes>(*keeper, loop);
  puller =
      std::make_unique<Puller>(loop, *store, *keeper, *clock, Puller::Options{}, make_recover_list(vault));
  scribe = std::make_unique<Scribe>(loop, *store, *keeper, vault, *clock, Scribe::Options{});
  for (const Account& a : accounts) {
    desk->add(a.settings->name, a.reader(), a.ledger_id);
    if (!a.carrier) continue;
    pushes->add(a.settings->name, a.carrier.get(), a.ledger_id);
    scribe->add(a.ledger_id, a.carrier.get());
    if (!a.settings->enabled) continue;
    puller->add({a.settings->name, a.carrier.get(), a.ledger_id});
    if (const std::string& folder = a.settings->values.text("drop"); !folder.empty())
      drops.push_back(std::make_unique<Drop>(
          loop, *keeper,
          DropAccount{a.settings->name, folder,
                      Millis(std::max<std::int64_t>(a.settings->values.integer("drop_every"), 50)),
                      a.carrier.get(), a.ledger_id}));
  }
}

}  // namespace huiyin
