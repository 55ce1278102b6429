//+------------------------------------------------------------------+
//| TapedeckWatch: mirrors this account's positions in Tapedeck, and   |
//| pushes Tapedeck's alerts to the trader's phone. It never trades.   |
//| Not compiled or run in a terminal so far.                          |
//|                                                                    |
//| Tools > Options > Expert Advisors > "Allow WebRequest for listed   |
//| URL": add the address of the input Url. Tools > Options >          |
//| Notifications: your MetaQuotes ID. Attach to one chart only.       |
//|                                                                    |
//| A ticket is known by its ref, mt5-LOGIN-TICKET. What is open there |
//| is asked of the server, so nothing has to be kept here but the     |
//| place behind the last alert that was pushed, in a file.            |
//+------------------------------------------------------------------+
#property version "1.00"
#property strict

input string Url           = "http://127.0.0.1:8000"; // Tapedeck's address
input string Token         = "";                      // a token of the scopes read and write, where the server asks for one
input string Prefix        = "";                      // what stands before the broker's symbols in Tapedeck, such as MT5:
input int    WaitSeconds   = 5;                       // how long a look for alerts waits; a changed ticket is told after at most that
input string AlertsOnlyFor = "";                      // push alerts of this symbol alone; empty: all

#define TIMEOUT_MILLIS 15000
#define ERR_TOO_FREQUENT 4518 // of SendNotification: two a second and ten a minute are allowed

string   next = "";       // the place behind the last alert that was pushed
string   tickets[];       // refs, and what was last told of each
string   told[];
datetime pauseUntil = 0;
datetime pushPause  = 0;

string RefPrefix() { return "mt5-" + IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN)) + "-"; }
string PlaceFile() { return "Tapedeck." + IntegerToString(AccountInfoInteger(ACCOUNT_LOGIN)) + ".place"; }

int OnInit()
  {
   int file = FileOpen(PlaceFile(), FILE_READ | FILE_TXT | FILE_ANSI);
   if(file != INVALID_HANDLE)
     {
      next = FileReadString(file);
      FileClose(file);
     }
   return EventSetMillisecondTimer(500) ? INIT_SUCCEEDED : INIT_FAILED;
  }

void OnDeinit(const int reason) { EventKillTimer(); }

void OnTimer()
  {
   if(TimeLocal() < pauseUntil)
      return;
   if(!MirrorOpen() || !MirrorClosed() || !Push())
      pauseUntil = TimeLocal() + 5;
  }

// Sends a request and gives the status; -1 without an answer. What is not 2xx is told in the terminal's log.
int Ask(const string method, const string path, const string body, string &answer)
  {
   char   data[];
   char   result[];
   string resultHeaders;
   string headers = body == "" ? "" : "Content-Type: application/json\r\n";
   if(Token != "")
      headers += "Authorization: Bearer " + Token + "\r\n";
   if(body != "")
      StringToCharArray(body, data, 0, WHOLE_ARRAY, CP_UTF8); // with the NUL behind it, which the server passes over
   ResetLastError();
   int status = WebRequest(method, Url + path, headers, TIMEOUT_MILLIS, data, result, resultHeaders);
   answer = CharArrayToString(result, 0, WHOLE_ARRAY, CP_UTF8);
   if(status == -1)
      Print("no answer from ", Url, " (error ", GetLastError(), "): is it running, and is the address allowed in the options?");
   else
      if(status >= 300)
         Print(method, " ", path, ": ", status, " ", answer);
   return status;
  }

// A level, or null where the terminal has none.
string Level(const double price, const int digits) { return price == 0 ? "null" : DoubleToString(price, digits); }

// Tells of each open position that was not told of just so. The same again would change nothing; it is only spared.
bool MirrorOpen()
  {
   for(int i = PositionsTotal() - 1; i >= 0; i--)
     {
      ulong ticket = PositionGetTicket(i);
      if(ticket == 0)
         continue;
      string symbol = PositionGetString(POSITION_SYMBOL);
      int    digits = (int)SymbolInfoInteger(symbol, SYMBOL_DIGITS);
      string entry  = DoubleToString(PositionGetDouble(POSITION_PRICE_OPEN), digits);
      string body   = "{\"symbol\":\"" + Prefix + symbol + "\",\"side\":\"" +
                      (PositionGetInteger(POSITION_TYPE) == POSITION_TYPE_BUY ? "long" : "short") +
                      "\",\"quantity\":" + DoubleToString(PositionGetDouble(POSITION_VOLUME), 8) +
                      ",\"entry_price\":" + entry +
                      ",\"contract_size\":" + DoubleToString(SymbolInfoDouble(symbol, SYMBOL_TRADE_CONTRACT_SIZE), 2) +
                      ",\"stop\":" + Level(PositionGetDouble(POSITION_SL), digits) +
                      ",\"target\":" + Level(PositionGetDouble(POSITION_TP), digits) + "}";
      if(!Tell(RefPrefix() + IntegerToString((long)ticket), body, entry))
         return false;
     }
   return true;
  }

// Where the terminal has turned a ticket over, as on a netting account, the old position ends at the entry of the new one.
bool Tell(const string ref, const string body, const string entry = "")
  {
   int at = 0;
   while(at < ArraySize(tickets) && tickets[at] != ref)
      at++;
   if(at < ArraySize(tickets) && told[at] == body)
      return true;
   string answer;
   string path   = "/v1/positions/by-ref/" + ref;
   int    status = Ask("PUT", path, body, answer);
   if(status == 409 && entry != "" && Ask("PUT", path, "{\"quantity\":0,\"price\":" + entry + "}", answer) == 200)
      status = Ask("PUT", path, body, answer);
   if(status < 200 || status == 429 || status >= 500)
      return false; // again, later
   if(at == ArraySize(tickets))
     {
      ArrayResize(tickets, at + 1);
      ArrayResize(told, at + 1);
      tickets[at] = ref;
     }
   told[at] = body; // also what was refused: the same again would be
   return true;
  }

// Closes what the server has open of this account and the terminal has not.
bool MirrorClosed()
  {
   string answer;
   if(Ask("GET", "/v1/positions?limit=1000", "", answer) != 200)
      return false;
   string start = "\"ref\":\"" + RefPrefix();
   for(int at = StringFind(answer, start); at >= 0; at = StringFind(answer, start, at + 1))
     {
      int    from   = at + StringLen(start);
      string digits = StringSubstr(answer, from, StringFind(answer, "\"", from) - from);
      long   ticket = StringToInteger(digits);
      if(ticket <= 0 || PositionSelectByTicket((ulong)ticket))
         continue;
      double price = ClosingPrice(ticket);
      if(price == 0)
         continue; // its deal has not come yet
      string body = "{\"quantity\":0,\"price\":" + DoubleToString(price, 8) + "}";
      if(!Tell(RefPrefix() + digits, body))
         return false;
     }
   return true;
  }

// The price of the last deal that took something out of a position; 0 where there is none.
double ClosingPrice(const long ticket)
  {
   if(!HistorySelectByPosition(ticket))
      return 0;
   for(int i = HistoryDealsTotal() - 1; i >= 0; i--)
     {
      ulong deal  = HistoryDealGetTicket(i);
      long  entry = HistoryDealGetInteger(deal, DEAL_ENTRY);
      if(entry == DEAL_ENTRY_OUT || entry == DEAL_ENTRY_OUT_BY || entry == DEAL_ENTRY_INOUT)
         return HistoryDealGetDouble(deal, DEAL_PRICE);
     }
   return 0;
  }

// Waits for alerts, and pushes those that fired. Each is pushed once: the place moves on behind what was pushed.
bool Push()
  {
   if(TimeLocal() < pushPause)
      return true;
   string answer;
   string path = "/v1/alerts?wait=" + IntegerToString(WaitSeconds) + "s" + (next == "" ? "" : "&after=" + next);
   int    status = Ask("GET", path, "", answer);
   if(status == 400)
      next = ""; // a place of another tape
   if(status != 200)
      return false;
   // A quote inside of a note is escaped, so this is the beginning of a row and nothing else.
   string start = "{\"id\":\"";
   for(int at = StringFind(answer, start); at >= 0; at = StringFind(answer, start, at + 1))
     {
      int    end = StringFind(answer, start, at + 1);
      string row = end < 0 ? StringSubstr(answer, at) : StringSubstr(answer, at, end - at);
      if((AlertsOnlyFor == "" || Member(row, "symbol") == AlertsOnlyFor) && !Notify(row))
         return true; // goes on here next time
      Move(Member(row, "place"));
     }
   Move(Last(answer, "next"));
   return true;
  }

bool Notify(const string row)
  {
   string kind  = Member(row, "kind");
   string price = Member(row, "fired_price");
   string text  = "Tapedeck: " + Member(row, "symbol") + " " + kind + (price == "null" ? "" : " at " + price);
   ResetLastError();
   if(SendNotification(text))
      return true;
   int error = GetLastError();
   if(error == ERR_TOO_FREQUENT)
     {
      pushPause = TimeLocal() + 60;
      return false;
     }
   Print(text, " (not pushed, error ", error, ": is a MetaQuotes ID given in the options?)");
   return true;
  }

// The first member of this name: a text without its quotes, or a number as it stands.
string Member(const string row, const string name)
  {
   string start = "\"" + name + "\":";
   int    at    = StringFind(row, start);
   return at < 0 ? "null" : Value(row, at + StringLen(start));
  }

// The same of the last one: behind all rows nothing of them can stand for it.
string Last(const string text, const string name)
  {
   string start = "\"" + name + "\":";
   int    found = -1;
   for(int at = StringFind(text, start); at >= 0; at = StringFind(text, start, at + 1))
      found = at;
   return found < 0 ? "null" : Value(text, found + StringLen(start));
  }

string Value(const string text, int from)
  {
   bool quoted = StringGetCharacter(text, from) == '"';
   if(quoted)
      from++;
   int to = from;
   while(to < StringLen(text))
     {
      ushort c = StringGetCharacter(text, to);
      if(quoted ? c == '"' : (c == ',' || c == '}'))
         break;
      to++;
     }
   return StringSubstr(text, from, to - from);
  }

void Move(const string place)
  {
   if(place == "null" || place == next)
      return;
   next = place;
   int file = FileOpen(PlaceFile(), FILE_WRITE | FILE_TXT | FILE_ANSI);
   if(file != INVALID_HANDLE)
     {
      FileWriteString(file, next);
      FileClose(file);
     }
  }
//+------------------------------------------------------------------+
